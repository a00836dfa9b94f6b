import { AgentWords } from './agentWords';
import {
  type ActivityLike,
  botConversationIdOf,
  conversationReferenceOf,
  type MiddlewareLike,
  type TurnContextLike,
} from './bot/botSdk';
import { channelToken } from './bot/channelToken';
import { botBuilderPort, type ProactiveAdapter } from './bot/conversationPort';
import { FileDownload } from './bot/fileDownload';
import { ProactiveTurns } from './bot/proactiveTurns';
import { RecentLines } from './bot/recentLines';
import { type ResumeBot, ResumeTurns } from './bot/resumeTurns';
import { storedTranscript } from './bot/storedTranscript';
import { TurnGate } from './bot/turnGate';
import { UserDelivery } from './bot/userDelivery';
import { ConversationOwners } from './conversation/conversationOwners';
import type { Coordination, CoordinatorHealth } from './conversation/coordinator';
import type { HandoffOutcome } from './conversation/outcome';
import { type AgentNote, type HandoffRecord, isLive } from './conversation/record';
import { botFrameworkStorage } from './coordination/botFrameworkStorage';
import { errorCode, HandoffError } from './errors';
import { HandoffDesk } from './handoffDesk';
import { HandoffMiddleware } from './handoffMiddleware';
import { DEFAULT_END_PHRASES, DEFAULT_TIMES, type GenesysCloudHandoffOptions } from './handoffOptions';
import { type HandoffSummary, summarize } from './handoffSummary';
import { HandoffTexts } from './handoffTexts';
import { Admission } from './platform/admission';
import { Availability } from './platform/availability';
import type { GenesysPlatform } from './platform/genesysPlatform';
import type { GenesysQueue } from './platform/queues';
import { RateBudget } from './runtime/rateBudget';
import { createRuntime, type Runtime } from './runtime/runtime';
import { StartingTurns } from './startingTurns';

/** Most lines of an outcome: its record is written whole with each message. */
const MAX_OUTCOME_LINES = 200;

/** What `start` needs of the bot. */
export interface StartOptions {
  /** The bot's adapter: `CloudAdapter`. */
  adapter: ProactiveAdapter;
  /** The bot's Microsoft app id; `''` for a bot without authentication. */
  botAppId: string;
  /**
   * Runs the bot's own logic, dialogs included, in a turn that is not a message: an event named `handoff.status`. Many
   * bots run their dialogs only in `onMessage`; then give a function that runs the dialog itself.
   */
  resume: ResumeBot;
}

/**
 * Questions about live conversations; what else asks the platform keeps the larger part.
 * Source: platform reference, section 4: 300 requests a minute for each token.
 */
const PLATFORM_QUESTIONS = { limit: 100, windowMs: 60_000 };

/**
 * Hands conversations of a bot over to human agents in Genesys Cloud, and gets them back.
 *
 * @example
 * const handoff = new GenesysCloudHandoff({
 *   transport: webMessaging({ region: 'eu_west_1', deploymentId }),
 *   conversationState,
 *   storage,
 * });
 * adapter.use(handoff.middleware);
 * dialogs.add(new SendToOffloadProvider('offload', handoff, { queue: 'Support' }));
 * await handoff.start({ adapter, botAppId, resume: (context) => bot.run(context) });
 */
export class GenesysCloudHandoff {
  /** Holds the bot's turns while a human answers. Register it before all other middleware. */
  readonly middleware: MiddlewareLike;
  /** @internal Used by the dialog. */
  readonly desk: HandoffDesk;
  /** @internal Used by the dialog. */
  readonly texts: HandoffTexts;
  private readonly agentWords: AgentWords;
  private readonly runtime: Runtime;
  private readonly coordination: Coordination;
  private readonly availability: Availability;
  private readonly gate = new TurnGate();
  private readonly refusals = new Set<Promise<void>>();
  private resumeTurns: ResumeTurns | undefined;
  private stopped: Promise<void> | undefined;

  /** @throws HandoffError `settingsMissing` or `settingsInvalid`, naming the option. */
  constructor(private readonly options: GenesysCloudHandoffOptions) {
    const { transport, conversationState, coordination, storage } = options;
    requireOption(transport, 'transport', 'webMessaging({ region, deploymentId })');
    requireOption(conversationState, 'conversationState', 'the ConversationState that your dialogs use');
    const factory = coordination ?? (storage && botFrameworkStorage(storage));
    requireOption(factory, 'storage', 'a Bot Framework Storage, or coordination: inMemory() for a first try');
    this.runtime = createRuntime(options);
    this.coordination = factory(this.runtime);
    this.texts = new HandoffTexts(options.texts);
    const agentWords = new AgentWords(options.agentLanguage, options.agentTexts);
    this.agentWords = agentWords;
    const { platform, transcriptStore } = options;
    this.availability = new Availability(options.availability ?? {}, platform, this.runtime);
    const recentLines = new RecentLines(options.transcriptLines ?? 0, agentWords);
    const admission = new Admission({
      runtime: this.runtime,
      platform,
      availability: this.availability,
      wantsWait: options.showEstimatedWait === true,
      timeoutMs: timeOf(options, 'checkTimeout'),
    });
    const starting = new StartingTurns(this.coordination, this.runtime);
    this.desk = new HandoffDesk({
      starting,
      runtime: this.runtime,
      transport,
      coordination: this.coordination,
      conversationState,
      defaults: options.defaults ?? {},
      admission,
      texts: this.texts,
      agentWords,
      firstMessage: options.firstMessage ?? 'summary',
      userData: options.userData,
      recentLines,
      ...(transcriptStore && {
        storedLines: ({ activity }: TurnContextLike) =>
          storedTranscript(
            transcriptStore,
            activity,
            options.transcriptLines ?? 0,
            this.runtime.clock.now(),
            agentWords,
          ),
      }),
      limits: {
        outcomeLines: Math.min(options.outcomeTranscriptLines ?? 0, MAX_OUTCOME_LINES),
        noAgentTimeoutMs: timeOf(options, 'noAgentTimeout'),
        idleTimeoutMs: timeOf(options, 'idleTimeout'),
        startTimeoutMs: timeOf(options, 'startTimeout'),
        cleanUpMs: timeOf(options, 'cleanUpTimeout'),
        tombstoneMs: timeOf(options, 'tombstoneLifetime'),
      },
      onEventRefused: (context, outcome) => this.tellRefusal(context, outcome),
    });
    this.middleware = new HandoffMiddleware({
      starting,
      runtime: this.runtime,
      coordination: this.coordination,
      desk: this.desk,
      gate: this.gate,
      texts: this.texts,
      agentWords,
      endPhrases: options.endPhrases ?? DEFAULT_END_PHRASES,
      maxTextBytes: transport.maxTextBytes,
      recentLines,
      passThrough: options.passThrough ?? (() => false),
    });
  }

  /**
   * Takes up the handoffs that an earlier process left, and begins to serve. Call it once, before the first turn.
   *
   * @throws HandoffError `proactiveUnsupported` for an adapter that cannot send by itself; `storageUnavailable`; what the
   * transport's self-check finds impossible.
   */
  async start({ adapter, botAppId, resume }: StartOptions): Promise<void> {
    const { runtime, options, coordination } = this;
    if (this.resumeTurns !== undefined) throw new HandoffError('settingsInvalid', 'handoff.start() was called twice.');
    const turns = new ProactiveTurns(botBuilderPort(adapter, botAppId));
    const resumeTurns = new ResumeTurns(turns, this.gate, options.conversationState, resume, runtime);
    this.resumeTurns = resumeTurns;
    const parts = {
      runtime,
      transport: options.transport,
      user: new UserDelivery(turns, resumeTurns, this.texts, runtime, options.nameBeforeText),
      bot: resumeTurns,
      sayToAgent: (note: AgentNote) => this.agentWords.note(note),
      files: new FileDownload({
        attachmentHosts: options.attachmentHosts ?? [],
        channelToken: (record) => channelToken(turns, record, runtime.logger),
      }),
      platform: options.platform && {
        port: options.platform.conversations,
        budget: new RateBudget(runtime.clock, PLATFORM_QUESTIONS),
        quietMs: options.platformCheckAfter,
      },
    };
    const checked = options.transport.start(runtime);
    try {
      await coordination.coordinator.start(new ConversationOwners(parts, coordination.coordinator));
      await checked;
    } catch (error) {
      await checked.catch(() => {});
      await this.stop();
      throw error;
    }
  }

  /**
   * Lets go of everything in an orderly way: live handoffs stay as they are at Genesys and in the storage, and the next
   * `start` takes them up. Leaves no timer, socket or promise behind. Idempotent.
   */
  stop(): Promise<void> {
    this.stopped ??= (async () => {
      await this.coordination.coordinator.stop();
      await Promise.all(this.refusals);
      this.options.platform?.stop();
      await this.options.transport.stop();
    })();
    return this.stopped;
  }

  /**
   * Ends a conversation's handoff: `closed` or `cancelled`, ended by `system`. For authors and operators.
   *
   * @param target the turn, the activity or reference, or the conversation's id as in `list()`.
   * @returns `false` when there is no live handoff.
   */
  async end(target: HandoffTarget, detail: { reason?: string } = {}): Promise<boolean> {
    const id = idOf(target);
    if (id === undefined) return false;
    return (await this.desk.end(id, 'bot', detail)) === 'applied';
  }

  /** The handoffs that are not over, the oldest first. */
  async list(): Promise<HandoffSummary[]> {
    const { store } = this.coordination;
    const ids = await store.list();
    const entries = await Promise.all(ids.map((id) => store.read(id).catch(() => undefined)));
    return entries
      .flatMap((entry) => (entry !== undefined && entry.record.state.kind !== 'ended' ? [summarize(entry.record)] : []))
      .sort((a, b) => a.askedAtMs - b.askedAtMs);
  }

  /** The operator's switch, at run time: off, every further handoff is `disabled`; those that are live go on. */
  setEnabled(on: boolean): void {
    this.availability.setEnabled(on);
  }

  /**
   * The queues that the OAuth client may see, by name, for bots that let the user choose. Remembered for minutes.
   *
   * @throws HandoffError `settingsMissing` without `platform`; `permissionMissing` without `routing:queue:view`;
   * `credentialsInvalid`, `platformUnavailable`, `rateLimited`
   */
  async queues(): Promise<GenesysQueue[]> {
    return this.demandPlatform('queues()').queues();
  }

  /**
   * Seconds that a handoff to this queue is expected to wait; `undefined` where Genesys has no estimate, or it could not
   * be asked. To be shown, not to decide by.
   *
   * @param queue name or id. Default: the queue in `defaults`.
   */
  async estimatedWait(queue?: string): Promise<number | undefined> {
    const wanted = queue ?? this.options.defaults?.queue;
    if (wanted === undefined) return undefined;
    try {
      return await this.demandPlatform('estimatedWait()').estimatedWaitSeconds(wanted);
    } catch (error) {
      this.runtime.logger.info({ code: 'estimatedWaitUnknown', error: errorCode(error) });
      return undefined;
    }
  }

  private demandPlatform(what: string): GenesysPlatform {
    const { platform } = this.options;
    requireOption(
      platform,
      'platform',
      `OAuth credentials, which ${what} needs: genesysPlatform({ region, clientId, clientSecret })`,
    );
    return platform;
  }

  /** Whether a human has, or is about to have, this conversation. */
  async isLive(target: HandoffTarget): Promise<boolean> {
    const record = await this.record(target);
    return record !== undefined && isLive(record);
  }

  /** How the coordination is doing. */
  get health(): CoordinatorHealth {
    return this.coordination.coordinator.health;
  }

  /** @internal Used by the dialog. */
  async record(target: HandoffTarget): Promise<HandoffRecord | undefined> {
    const id = idOf(target);
    return id === undefined ? undefined : (await this.coordination.store.read(id))?.record;
  }

  private tellRefusal(context: TurnContextLike, outcome: HandoffOutcome): void {
    const botConversationId = botConversationIdOf(context.activity) ?? '';
    const target = { botConversationId, reference: conversationReferenceOf(context.activity) };
    const told = (this.resumeTurns?.tellRefusal(target, outcome) ?? Promise.resolve())
      .catch((error: unknown) => {
        this.runtime.logger.error({ code: 'refusalNotTold', botConversationId, error: errorCode(error) });
      })
      .finally(() => this.refusals.delete(told));
    this.refusals.add(told);
  }
}

/** A conversation, named by its turn, by an activity or reference of it, or by its id. */
export type HandoffTarget =
  | string
  | { activity: ActivityLike }
  | { channelId?: string; conversation?: { id?: string } };

function idOf(target: HandoffTarget): string | undefined {
  if (typeof target === 'string') return target;
  return botConversationIdOf('activity' in target ? target.activity : target);
}

function requireOption<T>(value: T, name: string, hint: string): asserts value is NonNullable<T> {
  if (value !== undefined && value !== null) return;
  throw new HandoffError('settingsMissing', `GenesysCloudHandoff: the option "${name}" is missing. Give ${hint}.`);
}

function timeOf(options: GenesysCloudHandoffOptions, name: keyof typeof DEFAULT_TIMES): number {
  const value = options[name] ?? DEFAULT_TIMES[name];
  if (Number.isFinite(value) && value >= 0) return value;
  throw new HandoffError('settingsInvalid', `GenesysCloudHandoff: "${name}" must be milliseconds, 0 or more.`);
}
