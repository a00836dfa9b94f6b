/**
 * A bot that hands over, and does something with what was said to the human.
 */
import { ActivityHandler, type ConversationState, type TurnContext } from 'botbuilder';
import { DialogSet, DialogTurnStatus, WaterfallDialog, type WaterfallStepContext } from 'botbuilder-dialogs';
import { type GenesysCloudHandoff, type HandoffOutcome, SendToOffloadProvider } from 'botbuilder-genesys-cloud';

const HUMAN = 'human';
const OFFLOAD = 'offload';

const HELP = 'Ask for a human: "agent My parcel is late". Then send each other pictures, files, cards and choices.';

export interface RichConversationBotOptions {
  conversationState: ConversationState;
  handoff: GenesysCloudHandoff;
  queue?: string;
}

export class RichConversationBot extends ActivityHandler {
  private readonly conversationState: ConversationState;
  private readonly dialogs: DialogSet;

  constructor({ conversationState, handoff, queue }: RichConversationBotOptions) {
    super();
    this.conversationState = conversationState;
    this.dialogs = new DialogSet(conversationState.createProperty('dialogs'));
    this.dialogs.add(new SendToOffloadProvider(OFFLOAD, handoff, { queue }));
    this.dialogs.add(new WaterfallDialog(HUMAN, [askForHuman, tellWhatWasSaid]));

    // Every turn, not only messages: the one that brings the conversation back from the human is an event.
    this.onTurn(async (context, next) => {
      const dialogs = await this.dialogs.createContext(context);
      const { status } = await dialogs.continueDialog();
      if (status === DialogTurnStatus.empty) await next();
    });
    this.onMembersAdded(async (context, next) => {
      const people = context.activity.membersAdded?.filter(({ id }) => id !== context.activity.recipient.id) ?? [];
      if (people.length > 0) await context.sendActivity(`Hello! ${HELP}`);
      await next();
    });
    this.onMessage(async (context, next) => {
      const [word = '', ...rest] = (context.activity.text ?? '').trim().split(/\s+/);
      if (word.toLowerCase() !== 'agent') await context.sendActivity(HELP);
      else {
        const dialogs = await this.dialogs.createContext(context);
        await dialogs.beginDialog(HUMAN, { topic: rest.join(' ') || 'I would like to talk to a human.' });
      }
      await next();
    });
  }

  override async run(context: TurnContext): Promise<void> {
    await super.run(context);
    await this.conversationState.saveChanges(context);
  }
}

function askForHuman(step: WaterfallStepContext<{ topic: string }>) {
  return step.beginDialog(OFFLOAD, { topic: step.options.topic });
}

/** Here a bot would ask a language model for a summary, or send a survey. */
async function tellWhatWasSaid(step: WaterfallStepContext) {
  const outcome: HandoffOutcome = step.result;
  const lines = outcome.transcript ?? [];
  const mine = lines.filter(({ from }) => from === 'user').length;
  const last = lines.at(-1);
  await step.context.sendActivity(
    `Back with the bot: ${outcome.kind}. You said ${mine} of ${lines.length} lines${last ? `; the last was: ${last.text}` : ''}`,
  );
  return step.endDialog();
}
