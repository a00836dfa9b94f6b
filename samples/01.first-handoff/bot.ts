/**
 * A bot that knows a little about its user and can hand the conversation over to a human.
 */
import { ActivityHandler, type ConversationState, type StatePropertyAccessor, type TurnContext } from 'botbuilder';
import { DialogSet, DialogTurnStatus, WaterfallDialog, type WaterfallStepContext } from 'botbuilder-dialogs';
import { type GenesysCloudHandoff, type HandoffOutcome, SendToOffloadProvider } from 'botbuilder-genesys-cloud';
import { type UserData, updateUserData } from './userData';

const HUMAN = 'human';
const OFFLOAD = 'offload';

const HELP =
  'Tell me about yourself ("name Ada Lovelace", "email ada@example.com", "phone +44 20 7946 0000", "set order 4711"), ' +
  'or ask for a human: "agent My parcel is late".';

export interface FirstHandoffBotOptions {
  conversationState: ConversationState;
  handoff: GenesysCloudHandoff;
  /** Where a human is looked for. Unset leaves it to Genesys' routing. */
  queue?: string;
}

export class FirstHandoffBot extends ActivityHandler {
  private readonly conversationState: ConversationState;
  private readonly userData: StatePropertyAccessor<UserData>;
  private readonly dialogs: DialogSet;

  constructor({ conversationState, handoff, queue }: FirstHandoffBotOptions) {
    super();
    this.conversationState = conversationState;
    // The property's name matters: the dialog reads `genesysCloud.firstName` and its neighbours.
    this.userData = conversationState.createProperty('genesysCloud');
    this.dialogs = new DialogSet(conversationState.createProperty('dialogs'));
    this.dialogs.add(new SendToOffloadProvider(OFFLOAD, handoff, { queue }));
    this.dialogs.add(new WaterfallDialog(HUMAN, [askForHuman, tellOutcome]));

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
      await this.answer(context);
      await next();
    });
  }

  override async run(context: TurnContext): Promise<void> {
    await super.run(context);
    await this.conversationState.saveChanges(context);
  }

  private async answer(context: TurnContext): Promise<void> {
    const [word = '', ...rest] = (context.activity.text ?? '').trim().split(/\s+/);
    const command = word.toLowerCase();
    const value = rest.join(' ');
    if (command === 'agent') {
      const dialogs = await this.dialogs.createContext(context);
      await dialogs.beginDialog(HUMAN, { topic: value || 'I would like to talk to a human.' });
      return;
    }
    const data = await this.userData.get(context, {});
    await context.sendActivity(updateUserData(data, command, value) ?? HELP);
  }
}

/** The bot pauses here until the human is done. */
function askForHuman(step: WaterfallStepContext<{ topic: string }>) {
  return step.beginDialog(OFFLOAD, { topic: step.options.topic });
}

/** And goes on here, without the user having to write anything. */
async function tellOutcome(step: WaterfallStepContext) {
  const outcome: HandoffOutcome = step.result;
  await step.context.sendActivity(`Back with the bot: ${outcome.kind} (${reason(outcome)})`);
  return step.endDialog();
}

function reason(outcome: HandoffOutcome): string {
  if (outcome.kind === 'failed') return outcome.error.code;
  if (outcome.endedBy === 'user') return 'you ended it';
  if (outcome.endedBy === 'agent') return `${outcome.agentName ?? 'the agent'} ended it`;
  return outcome.humanReached ? 'it was ended for you' : 'no human was reached';
}
