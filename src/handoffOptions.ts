import type { ActivityLike, ConversationStateLike, TurnContextLike } from './bot/botSdk';
import type { TranscriptStoreLike } from './bot/storedTranscript';
import type { StorageLike } from './coordination/guardedStorage';
import type { CoordinationFactory } from './coordination/inMemory';
import type { FirstMessage } from './firstMessage';
import type { Routing, UserData } from './genesys/routingAttributes';
import type { TextOverrides } from './handoffTexts';
import type { AvailabilityOptions } from './platform/availability';
import type { GenesysPlatform } from './platform/genesysPlatform';
import type { Runtime } from './runtime/runtime';
import type { AgentTexts } from './texts/agentTexts';
import type { HandoffTransport } from './transports/transport';

/** Settings of `GenesysCloudHandoff`. Times are in milliseconds; 0 switches a limit off. */
export interface GenesysCloudHandoffOptions extends Partial<Runtime> {
  /** What carries the conversations: `webMessaging({ … })`. */
  transport: HandoffTransport;
  /** Where `genesysCloud.*` and `internal.user.*` are read, and where the waiting dialog is found again. */
  conversationState: ConversationStateLike;
  /**
   * The durable home of the handoff records: any Bot Framework `Storage`. It will hold guest tokens and the texts that are
   * under way, so protect it like the conversations themselves.
   */
  storage?: StorageLike;
  /** Instead of `storage`: `inMemory()` for tests, or an engine for several instances. */
  coordination?: CoordinationFactory;
  /** How long a user waits for a human before the bot takes over again. Default 600,000 (10 minutes). */
  noAgentTimeout?: number;
  /** How long both sides may be silent once a human answered. Default 1,800,000 (30 minutes). */
  idleTimeout?: number;
  /** How long Genesys may take to accept the handoff. Default 30,000. */
  startTimeout?: number;
  /** How long to go on telling Genesys that it is over, when it cannot be reached. Default 600,000. */
  cleanUpTimeout?: number;
  /** How long an ended handoff is remembered, for repeated deliveries of its last messages. Default 86,400,000 (24 h). */
  tombstoneLifetime?: number;
  /**
   * What a user writes to leave the conversation: a whole message, compared without case and punctuation at the end.
   * Default `end chat`, `stop chat`, `leave chat`, `stop`, `/end`, `chat beëindigen`, `quitter le chat`, `chat beenden`.
   */
  endPhrases?: readonly string[];
  /**
   * Texts that users see, by locale: in place of those supplied in English, Dutch, French and German, or for further
   * languages. An empty text silences a notice.
   */
  texts?: TextOverrides;
  /**
   * The language of what agents read of ours: `en`, `nl`, `fr` or `de`. One for the whole deployment, whatever language the
   * user's is. Default `en`.
   */
  agentLanguage?: string;
  /**
   * Texts that agents read, in place of those supplied in `agentLanguage`. An empty text silences a note, or leaves a line
   * out of the first message.
   */
  agentTexts?: Partial<AgentTexts>;
  /**
   * Hosts from which files of users may be fetched, beside those of each channel: `files.example.com`, `*.example.com`,
   * or this machine for a channel of your own (`127.0.0.1:3000`). Only what your users cannot put anything else behind.
   */
  attachmentHosts?: readonly string[];
  /**
   * Puts the speaker's name (or the texts `agentLabel`, `flowLabel`) before each message on channels that show no names:
   * `Dana: Hello`. Default false: the user reads who joined, once.
   */
  nameBeforeText?: boolean;
  /** Activities that reach the bot although a human answers, beside the sign-in and the bot's own proactive turns. */
  passThrough?: (activity: ActivityLike) => boolean;
  /** Routing of handoffs that name none themselves. */
  defaults?: Routing;
  /**
   * What OAuth credentials add: queue, skills and language are checked before a user waits, and `availability` and the
   * expected wait can ask Genesys. `genesysPlatform({ … })` or `platformFromEnvironment(process.env)`. Default none.
   */
  platform?: GenesysPlatform;
  /**
   * With `platform`: how long both sides may be silent before Genesys is asked whether the conversation is still one.
   * Default: 20,000 where the deployment does not tell that an agent left (conversation disconnect off), else 180,000.
   */
  platformCheckAfter?: number;
  /** When handoffs may begin. Default: always. */
  availability?: AvailabilityOptions;
  /** Tells the user the expected wait before the handoff, where Genesys has an estimate. Needs `platform`. Default false. */
  showEstimatedWait?: boolean;
  /** How long all checks before a handoff may take together; then they count as failed. Default 6,000. */
  checkTimeout?: number;
  /**
   * The first message that the agent reads. Default `summary`: the topic, then name, contact data and custom fields.
   * `topic`: the topic alone. Or a function of the facts.
   */
  firstMessage?: FirstMessage;
  /**
   * Adds, renames, masks or leaves out what is known about the user, before anything of it goes to Genesys. If it
   * throws, nothing about the user is sent.
   */
  userData?: (data: UserData, context: TurnContextLike) => UserData | Promise<UserData>;
  /**
   * How many of the last lines with the bot stand in the first message. They are kept in the memory of this process, so
   * lines from before a restart or of another instance are missing, and they pass `userData` by. Default 0.
   */
  transcriptLines?: number;
  /**
   * The bot's own transcript store: the lines come from there instead of from memory, so also those of before a restart.
   */
  transcriptStore?: TranscriptStoreLike;
  /**
   * How many of the last lines with the agent the outcome holds, for surveys, summaries and language models; at most 200,
   * each of 400 characters. They stand in the handoff's record until then. Default 0.
   */
  outcomeTranscriptLines?: number;
}

/** One wish to talk to a human: options of `SendToOffloadProvider`, or the value of a `handoff.initiate` event. */
export interface HandoffRequest extends Routing {
  /** What it is about: the first message that the agent reads. Default: what the user wrote last. */
  topic?: string;
}

/** Defaults of the times above. */
export const DEFAULT_TIMES = {
  noAgentTimeout: 600_000,
  idleTimeout: 1_800_000,
  startTimeout: 30_000,
  cleanUpTimeout: 600_000,
  tombstoneLifetime: 86_400_000,
  checkTimeout: 6_000,
} as const;

export const DEFAULT_END_PHRASES: readonly string[] = [
  ...['end chat', 'stop chat', 'leave chat', 'stop', '/end'],
  // What the supplied texts tell users to write.
  ...['chat beëindigen', 'quitter le chat', 'chat beenden'],
];
