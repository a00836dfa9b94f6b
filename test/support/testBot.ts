import {
  type Activity,
  ActivityHandler,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConversationState,
  MemoryStorage,
  type Storage,
  type TurnContext,
} from 'botbuilder';
import { DialogSet, DialogTurnStatus, WaterfallDialog } from 'botbuilder-dialogs';
import {
  GenesysCloudHandoff,
  type GenesysCloudHandoffOptions,
  type HandoffOutcome,
  type LogEvent,
  SendToOffloadProvider,
  webMessaging,
} from 'botbuilder-genesys-cloud';
import type { SimulatedAgent, SimulatedConversation, Simulator } from 'botbuilder-genesys-cloud/simulator';
import { type BotServer, startBotServer } from '../../samples/support/botServer';
import type { ChannelConversation } from '../../samples/support/channelConversation';
import { type LocalChannel, startLocalChannel } from '../../samples/support/localChannel';

export interface TestBotOptions {
  /** The simulator, or whatever else speaks the protocol. */
  genesys: { url: string; deploymentId: string };
  storage?: Storage;
  /** Joins a channel that is there already, as a bot does that is started again. */
  channel?: LocalChannel;
  options?: Partial<GenesysCloudHandoffOptions>;
  /** How the bot runs its logic in a turn that is not the user's. */
  resume?: (bot: TestBot, context: TurnContext) => Promise<unknown>;
}

/** A bot over real parts: CloudAdapter, HTTP, a channel. It notes down everything that its logic is shown. */
export class TestBot {
  /** Every activity that reached the bot's logic: `message:hello`, `event:handoff.status completed`. */
  readonly turns: string[] = [];
  readonly outcomes: HandoffOutcome[] = [];
  readonly logs: LogEvent[] = [];
  readonly conversationState: ConversationState;
  readonly handoff: GenesysCloudHandoff;
  readonly adapter: CloudAdapter;
  channel!: LocalChannel;
  private readonly handler = new ActivityHandler();
  private readonly dialogs: DialogSet;
  private server: BotServer | undefined;
  private ownsChannel = false;

  private constructor(settings: TestBotOptions) {
    const storage = settings.storage ?? new MemoryStorage();
    const note = (event: LogEvent) => void this.logs.push(event);
    this.conversationState = new ConversationState(storage);
    this.handoff = new GenesysCloudHandoff({
      transport: webMessaging({
        endpoint: settings.genesys.url,
        deploymentId: settings.genesys.deploymentId,
        reorderWindowMs: 20,
      }),
      conversationState: this.conversationState,
      storage,
      logger: { debug: note, info: note, warn: note, error: note },
      ...settings.options,
    });
    this.dialogs = new DialogSet(this.conversationState.createProperty('dialogs'));
    this.dialogs.add(new SendToOffloadProvider('offload', this.handoff, { queue: 'Support' }));
    this.dialogs.add(
      new WaterfallDialog('support', [
        (step) => step.beginDialog('offload', step.options),
        async (step) => {
          this.outcomes.push(step.result);
          await step.context.sendActivity(`outcome: ${step.result.kind} by ${step.result.endedBy}`);
          return step.endDialog();
        },
      ]),
    );
    this.handler.onTurn((context, next) => this.answer(context, next));
    this.adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
    this.adapter.use(this.handoff.middleware);
  }

  static async start(settings: TestBotOptions): Promise<TestBot> {
    const bot = new TestBot(settings);
    const resume = settings.resume ?? ((self: TestBot, context: TurnContext) => self.run(context));
    await bot.handoff.start({ adapter: bot.adapter, botAppId: '', resume: (context) => resume(bot, context) });
    bot.server = await startBotServer({
      port: 0,
      thisMachineOnly: true,
      process: (request, response) => bot.adapter.process(request, response, (context) => bot.run(context)),
    });
    bot.ownsChannel = settings.channel === undefined;
    bot.channel = settings.channel ?? (await startLocalChannel({ port: 0, botUrl: bot.server.url }));
    bot.channel.botUrl = bot.server.url;
    return bot;
  }

  async stop(): Promise<void> {
    await this.stopKeepingChannel();
    if (this.ownsChannel) await this.channel.close();
  }

  /** Stops the bot as an operator would; its users stay where they are. */
  async stopKeepingChannel(): Promise<void> {
    await this.server?.close();
    await this.handoff.stop();
  }

  /** A user of this bot, in a conversation of their own. */
  async user(): Promise<TestUser> {
    return new TestUser(this.channel, await this.channel.startConversation());
  }

  async run(context: TurnContext): Promise<void> {
    await this.handler.run(context);
    await this.conversationState.saveChanges(context);
  }

  private async answer(context: TurnContext, next: () => Promise<void>): Promise<void> {
    const { type, name, text, value } = context.activity;
    if (type !== 'conversationUpdate')
      this.turns.push(`${type}:${text ?? `${name ?? ''} ${value?.state ?? ''}`.trim()}`);
    const dialogs = await this.dialogs.createContext(context);
    if (context.activity.name === 'cancel') await dialogs.cancelAllDialogs();
    const { status } = await dialogs.continueDialog();
    if (status === DialogTurnStatus.empty && type === 'message') {
      const [word, ...rest] = (text ?? '').split(' ');
      if (word === 'agent') await dialogs.beginDialog('support', { topic: rest.join(' ') || undefined });
      else if (word === 'event') {
        await context.sendActivity({
          type: 'event',
          name: 'handoff.initiate',
          value: { topic: rest.join(' '), Skill: 'cards' },
        });
      } else if (word === 'set') {
        const bag = this.conversationState.createProperty<Record<string, unknown>>('genesysCloud');
        Object.assign(await bag.get(context, {}), JSON.parse(rest.join(' ')));
      } else await context.sendActivity(`bot: ${text}`);
    }
    await next();
  }
}

/** The user's side of a conversation. */
export class TestUser {
  constructor(
    readonly channel: LocalChannel,
    readonly conversation: ChannelConversation,
  ) {}

  say(text: string): Promise<string> {
    return this.channel.postFromUser(this.conversation, { type: 'message', text });
  }

  post(activity: Partial<Activity>): Promise<string> {
    return this.channel.postFromUser(this.conversation, activity);
  }

  /** Asks for a human, and reads the first words of the one who answers. */
  async meetDana(genesys: Simulator): Promise<{ conversation: SimulatedConversation; dana: SimulatedAgent }> {
    await this.say('agent help');
    const conversation = await genesys.waitForConversation();
    const dana = genesys.agent('Dana');
    dana.accept(conversation);
    dana.sendText(conversation, 'Dana here');
    await this.hears('Dana here');
    return { conversation, dana };
  }

  /** What the bot's side said, texts only, in order. */
  get heard(): string[] {
    return this.conversation.activities
      .filter(({ type, from }) => type === 'message' && from?.role !== 'user')
      .map(({ text }) => text ?? '');
  }

  /** Resolves when the user has read this; at once if it is there already. */
  hears(text: string | RegExp): Promise<string> {
    return new Promise((resolve) => {
      const matches = (said: string) => (typeof text === 'string' ? said === text : text.test(said));
      const look = (): boolean => {
        const found = this.heard.find(matches);
        if (found === undefined) return false;
        resolve(found);
        return true;
      };
      if (look()) return;
      const stop = this.conversation.watch(Number.MAX_SAFE_INTEGER, () => {
        if (look()) stop();
      });
    });
  }

  /** Resolves at the next activity of this type. */
  sees(type: string): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.conversation.watch(Number.MAX_SAFE_INTEGER, ({ activity }) => {
        if (activity.type !== type) return;
        stop();
        resolve();
      });
    });
  }
}
