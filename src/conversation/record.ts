import type { ChosenAnswer, RichContent } from '../richContent';
import type { SendReceipt, SessionState } from '../transports/transport';
import type { HandoffOutcome, TranscriptLine } from './outcome';

/** Raised when a stored record's shape changes; records of another version are refused, not guessed at. */
export const RECORD_VERSION = 1;

/** Most messages that wait in one direction. Beyond it a user is told to wait, and Genesys' history holds the rest. */
export const MAX_WAITING = 200;

/** Acknowledged messages kept until it is certain that they did not cross the end. */
export const MAX_LATELY = 5;

/** Ids remembered for deduplication, in each direction. */
export const MAX_SEEN = 128;

/** How many ids of Genesys' are kept while a gap is open: what fills it is older than they are. */
export const MAX_SEEN_IN_GAP = 1_000;

/** A conversation reference of the bot SDK: opaque here, plain JSON, handed back to it for proactive turns. */
export type StoredReference = Record<string, unknown>;

/** Where a handoff stands. Persisted, so a `kind` once shipped keeps its meaning. */
export type HandoffState =
  /** The first message is not yet acknowledged by Genesys. */
  | { kind: 'opening' }
  /** Genesys has it; no human was heard yet. */
  | { kind: 'waiting' }
  /** A human was heard. */
  | { kind: 'connected' }
  /** Over; what was accepted before the end, in either direction, is still being delivered. */
  | {
      kind: 'ending';
      outcome: HandoffOutcome;
      /** While the agent is still getting what the user wrote before the end; `outcome.undelivered` shrinks meanwhile. */
      draining?: Draining;
    }
  /** Delivered; the bot's turn with the outcome is due. */
  | { kind: 'resuming'; outcome: HandoffOutcome; attempts: number }
  /** A tombstone: the bot has its conversation back. */
  | { kind: 'ended'; outcome: HandoffOutcome; expiresAtMs: number };

/** How long, and whether the user hears of what could not be delivered. */
export interface Draining {
  untilMs: number;
  tellUser: boolean;
}

/** One message on its way to the agent; the head of the list may be under way already. */
export interface ToAgent {
  id: string;
  text: string;
  /** `user` text is given back when it crosses the end; a `note` is ours. */
  from: 'user' | 'note';
  attributes?: Record<string, string>;
  /** What the user chose, for Genesys' own form of it; `text` says it in words. */
  answer?: ChosenAnswer[];
  /** A file in place of the text, fetched when its turn comes; `text` names it. */
  file?: FileReference;
  /** What a note of ours says, put into the agents' language when it is sent; `text` is its English. */
  note?: AgentNote;
}

/** What we tell the agent in words, where the protocol has no event for it. Persisted, so a `key` keeps its meaning. */
export type AgentNote =
  /** The user is gone and this deployment does not let a guest end the conversation. */
  | { key: 'userLeft' }
  /** A message of the agent could not be delivered. */
  | { key: 'undeliverable' }
  /** A file of the user did not come through. */
  | { key: 'fileNotPassedOn'; name: string; why: FileRefusal };

/** Where a file of the user lies. Never its bytes. */
export interface FileReference {
  url: string;
  name: string;
  mime: string;
}

/** What the newest message with choices offered. */
export interface OfferedChoices {
  choices: ChosenAnswer[];
  /** Whether the user has written nothing since. */
  fresh: boolean;
}

/** Why a file of the user did not reach the agent. */
export const FILE_REFUSALS = ['fileTooLarge', 'fileTypeRefused', 'fileSourceRefused', 'fileUnreadable'] as const;
export type FileRefusal = (typeof FILE_REFUSALS)[number];

/** Texts of ours that the user sees; rendered by locale when delivered. */
export type Notice =
  | 'waiting'
  | 'agentJoined'
  | 'endedByAgent'
  | 'endedByUser'
  | 'endedBySystem'
  | 'nobodyInTime'
  | 'idle'
  | 'failed'
  | 'undelivered'
  | 'refused'
  | FileRefusal
  | 'connectionDown'
  | 'connectionBack';

/** One thing on its way to the user, in order. A `status` goes to the bot, as Bot Framework's `handoff.status` event. */
export type ToUser = { id: string } & (
  | {
      kind: 'text';
      text: string;
      from: 'agent' | 'flow';
      name?: string;
      picture?: string;
      /** Where it is more than text; `text` then says all of it in words. */
      content?: RichContent[];
      markdown?: boolean;
    }
  | { kind: 'notice'; notice: Notice; name?: string }
  | { kind: 'status'; state: 'accepted' }
);

/** Limits of time of this handoff, fixed when it started; 0 means none. */
export interface HandoffLimits {
  startTimeoutMs: number;
  noAgentTimeoutMs: number;
  idleTimeoutMs: number;
  /** How long an ended record stays as a tombstone. */
  tombstoneMs: number;
  /** How long we try to end the Genesys side after the handoff is over here. */
  cleanUpMs: number;
  /** Lines that the outcome shall hold; absent: none. */
  outcomeLines?: number;
}

/** Until when we try to end it at Genesys; whether the agent is told in words where that is not possible. */
export interface ClosingSide {
  closeUntilMs: number;
  tellAgent: boolean;
}

/**
 * The durable state of one handoff: everything that any instance needs to carry on. Small and bounded. It holds the
 * guest token (in `session`) and the texts that are under way: protect the storage accordingly.
 */
export interface HandoffRecord {
  recordVersion: typeof RECORD_VERSION;
  botConversationId: string;
  handoffId: string;
  /** Which transport carries it, and the identity of its session. */
  transport: string;
  session: SessionState;
  reference: StoredReference;
  locale?: string;
  /** `dialog`: a dialog waits on the stack; `event`: the bot sent `handoff.initiate`. */
  startedBy: 'dialog' | 'event';
  /** The activity whose turn began it, until that turn is through: what the bot saved in it may be lost before. */
  startedIn?: string;
  limits: HandoffLimits;
  state: HandoffState;
  toAgent: ToAgent[];
  toUser: ToUser[];
  /** Counts what was ever put into `toUser`, for ids that stay unique. */
  toUserCount: number;
  /** Newest acknowledged message to the agent. */
  lastReceipt?: SendReceipt;
  /** The user's newest acknowledged messages: what of them landed behind the agent's end reached nobody. */
  lately: { text: string; timeMs: number }[];
  /** Ids of the user's newest activities. */
  seenActivityIds: string[];
  /** Ids of Genesys' newest messages, and the Genesys time up to which older ones are settled. */
  seenGenesysIds: { id: string; timeMs: number }[];
  settledThroughMs: number;
  /** Where a gap is open: words of Genesys' since then may be missing, though later ones are here. */
  gapSinceMs?: number;
  /** Whether Genesys still has to be told that it is over. */
  genesysSide: 'open' | ClosingSide | 'closed';
  /** True when nobody waits for the outcome: the dialog was cancelled. */
  resumeUnwanted?: boolean;
  agentName?: string;
  genesysConversationId?: string;
  askedAtMs: number;
  connectedAtMs?: number;
  lastActivityAtMs: number;
  /** What the user may choose now, to recognise it where a channel hands back no more than a button's words. */
  offered?: OfferedChoices;
  /** For the outcome, where the author asked for it. */
  transcript?: TranscriptLine[];
}

/** While this holds, the bot's logic sees no turn of the user. */
export function isLive(record: HandoffRecord): boolean {
  const { kind } = record.state;
  return kind === 'opening' || kind === 'waiting' || kind === 'connected';
}

/**
 * Whether somebody must look after the record: it is not over, or Genesys has not been told yet, or something came for
 * the user at the very end.
 */
export function needsOwner(record: HandoffRecord): boolean {
  return record.state.kind !== 'ended' || record.toUser.length > 0 || isClosing(record);
}

/** Whether Genesys still has to be told that it is over. */
export function isClosing(record: HandoffRecord): record is HandoffRecord & { genesysSide: ClosingSide } {
  return typeof record.genesysSide === 'object';
}
