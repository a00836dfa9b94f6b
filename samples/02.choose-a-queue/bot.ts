/**
 * A bot that lets its users choose what they need a human for, says how long it will take, and knows another way when
 * nobody is there.
 */
import { ActivityHandler, type ConversationState, type TurnContext } from 'botbuilder';
import {
  ChoicePrompt,
  DialogSet,
  DialogTurnStatus,
  TextPrompt,
  WaterfallDialog,
  type WaterfallStepContext,
} from 'botbuilder-dialogs';
import { type GenesysCloudHandoff, type HandoffOutcome, SendToOffloadProvider } from 'botbuilder-genesys-cloud';
import { TOPICS, type Topic, topicsWithQueue } from './topics';

const HUMAN = 'human';
const LEAVE_MESSAGE = 'leaveMessage';
const OFFLOAD = 'offload';
const TOPIC = 'topic';
const TEXT = 'text';

export interface ChooseAQueueBotOptions {
  conversationState: ConversationState;
  handoff: GenesysCloudHandoff;
  /** Whether Genesys can be asked which queues there are and how long they take. */
  hasPlatform: boolean;
  /** Where messages go that users leave: a ticket, a mailbox. */
  onMessageLeft(message: { topic: string; text: string }): Promise<void>;
}

export class ChooseAQueueBot extends ActivityHandler {
  private readonly options: ChooseAQueueBotOptions;
  private readonly dialogs: DialogSet;

  constructor(options: ChooseAQueueBotOptions) {
    super();
    this.options = options;
    const { conversationState, handoff } = options;
    this.dialogs = new DialogSet(conversationState.createProperty('dialogs'));
    this.dialogs
      .add(new ChoicePrompt(TOPIC))
      .add(new TextPrompt(TEXT))
      .add(new SendToOffloadProvider(OFFLOAD, handoff))
      .add(
        new WaterfallDialog(HUMAN, [
          (step) => this.askForTopic(step),
          (step) => this.sayWaitAndHandOver(step),
          (step) => this.afterHandoff(step),
        ]),
      )
      .add(new WaterfallDialog(LEAVE_MESSAGE, [(step) => this.askForMessage(step), (step) => this.keepMessage(step)]));

    // Every turn, not only messages: the one that brings the conversation back from the human is an event.
    this.onTurn(async (context, next) => {
      const dialogs = await this.dialogs.createContext(context);
      const { status } = await dialogs.continueDialog();
      if (status === DialogTurnStatus.empty && context.activity.type === 'message') await dialogs.beginDialog(HUMAN);
      await next();
    });
  }

  override async run(context: TurnContext): Promise<void> {
    await super.run(context);
    await this.options.conversationState.saveChanges(context);
  }

  private async askForTopic(step: WaterfallStepContext) {
    const topics = await this.topics();
    return step.prompt(TOPIC, {
      prompt: 'What can a colleague do for you?',
      retryPrompt: 'Please choose one of these.',
      choices: topics.map(({ title }) => title),
    });
  }

  private async sayWaitAndHandOver(step: WaterfallStepContext) {
    const title: string = step.result.value;
    const topic = TOPICS.find((one) => one.title === title);
    stepValues(step).title = title;
    // Undefined where Genesys has no estimate or cannot be asked: then there is simply nothing to say.
    const seconds = await this.options.handoff.estimatedWait(topic?.queue);
    if (seconds !== undefined) {
      await step.context.sendActivity(`A colleague will be with you in about ${Math.ceil(seconds / 60)} min.`);
    }
    return step.beginDialog(OFFLOAD, { queue: topic?.queue, topic: title });
  }

  /** Every way a handoff can end, or not begin, is a kind of outcome. */
  private async afterHandoff(step: WaterfallStepContext) {
    const outcome: HandoffOutcome = step.result;
    switch (outcome.kind) {
      case 'outsideHours':
        await step.context.sendActivity(
          outcome.because === 'holiday' ? 'We are closed for a holiday today.' : 'We are closed at the moment.',
        );
        break;
      case 'noAgents':
      case 'nobodyInTime':
        await step.context.sendActivity('All colleagues are busy or away.');
        break;
      case 'disabled':
      case 'failed':
        await step.context.sendActivity('Our colleagues cannot be reached by chat right now.');
        break;
      default:
        await step.context.sendActivity('This is the bot again. Write anything to start over.');
        return step.endDialog();
    }
    return step.replaceDialog(LEAVE_MESSAGE, { title: stepValues(step).title });
  }

  private askForMessage(step: WaterfallStepContext) {
    return step.prompt(TEXT, 'Write your question and how to reach you in one message, and we will answer it.');
  }

  private async keepMessage(step: WaterfallStepContext<{ title?: string }>) {
    await this.options.onMessageLeft({ topic: step.options.title ?? '', text: step.result });
    await step.context.sendActivity('Thank you, we have your message.');
    return step.endDialog();
  }

  /** Offers no topic whose queue is gone. When Genesys cannot be asked, all are offered: the flow has a default queue. */
  private async topics(): Promise<readonly Topic[]> {
    if (!this.options.hasPlatform) return TOPICS;
    try {
      const topics = topicsWithQueue(TOPICS, await this.options.handoff.queues());
      return topics.length > 0 ? topics : TOPICS;
    } catch {
      return TOPICS;
    }
  }
}

function stepValues(step: WaterfallStepContext): { title?: string } {
  return step.values as { title?: string };
}
