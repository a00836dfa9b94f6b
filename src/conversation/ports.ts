import type { StopSignal } from '../runtime/stopSignal';
import type { AttachmentLimits, OpenedAttachment } from '../transports/transport';
import type { HandoffOutcome } from './outcome';
import type { FileReference, HandoffRecord, ToUser } from './record';

/** What became of one delivery to the user. */
export type Delivery =
  | 'delivered'
  /** The channel will never take this one. */
  | 'refused'
  /** The channel will take nothing any more: the conversation is gone or the user blocked the bot. */
  | 'userGone'
  /** Given up because the owner stopped; somebody else will do it. */
  | 'stopped';

/** The user's side of a handoff, as the conversation core sees it. */
export interface UserPort {
  /** Delivers one item, waiting out what passes (429, 5xx, a network that is away). */
  deliver(record: HandoffRecord, item: ToUser, signal: StopSignal): Promise<Delivery>;
  /** Shows that the agent is typing; best effort. */
  typing(record: HandoffRecord): void;
}

/** Where the user's files are read. */
export interface FilePort {
  /** Rejects with a HandoffError: `fileSourceRefused`, `fileTooLarge`, `fileUnreadable`. */
  open(record: HandoffRecord, file: FileReference, limits: AttachmentLimits): Promise<OpenedAttachment>;
}

/** The bot's side. */
export interface BotPort {
  /**
   * Runs the one turn in which the bot gets its conversation back. Resolves when the bot ran, or when it is clear that an
   * earlier run was enough; rejects when the turn failed or the waiting dialog is not there yet, and is then tried again.
   */
  resume(record: HandoffRecord, outcome: HandoffOutcome, run: ResumeRun): Promise<void>;
}

export interface ResumeRun {
  /** How often the bot was run for this outcome before; persisted. */
  earlierRuns: number;
  /** Run the bot even where no waiting dialog is found. */
  insist: boolean;
  /** Called right before the bot runs; resolves when that is durable. */
  onRun(): Promise<void>;
}

/** What the platform API can say of a conversation, beside the transport. Optional: it needs credentials. */
export interface PlatformPort {
  /** The Genesys conversation of a message, by the server's id of that message. */
  conversationOf(serverMessageId: string): Promise<string | undefined>;
  standing(genesysConversationId: string): Promise<{ over: boolean; endedAtMs?: number }>;
  /** Ends it for everybody; one that is over already is fine. */
  disconnect(genesysConversationId: string): Promise<void>;
}
