import type { SendReceipt, TransportEvent } from '../transports/transport';
import type { Timer } from './pendingWork';
import type { ToAgent } from './record';

/**
 * Everything that can happen to a handoff, as data. Each is put into the mailbox of its conversation and read by
 * `transition`, one at a time.
 */
export type Envelope = {
  atMs: number;
  /** Given by those who act for one handoff: what they still have to say when the next one has begun is not for it. */
  handoffId?: string;
} /** The user wrote. `activityId` deduplicates what the channel delivers twice; a long text comes as several parts. */ & (
  | { kind: 'userMessage'; activityId: string; parts: ToAgent[] }
  | { kind: 'fromGenesys'; event: Exclude<TransportEvent, { kind: 'typing' } | { kind: 'connection' }> }
  /** Everything that was missing of Genesys' words is here. */
  | { kind: 'caughtUp' }
  /** The connection has been down for so long that the user should know, or came back after that. */
  | { kind: 'connection'; status: 'down' | 'back' }
  /** Genesys acknowledged the head of `toAgent`. */
  | { kind: 'sent'; messageId: string; receipt: SendReceipt }
  /** The head of `toAgent` is a note that this deployment does not want said. */
  | { kind: 'skipped'; messageId: string }
  /** Genesys will never take the head of `toAgent`. */
  | { kind: 'refused'; messageId: string; code: string }
  /** The channel took the head of `toUser`. */
  | { kind: 'delivered'; messageId: string }
  /** The channel will never take the head of `toUser`; `userGone` when nothing else will arrive either. */
  | { kind: 'undeliverable'; messageId: string; userGone: boolean }
  | { kind: 'timerDue'; timer: Timer }
  | { kind: 'endRequested'; by: EndRequester; activityId?: string; reason?: string }
  /** Genesys' side is over, or cannot be ended by us (`unsupported`), or we stopped trying. */
  | { kind: 'genesysClosed'; result: 'ended' | 'unsupported' | 'gaveUp' }
  /** The turn that began it is through: the bot has saved its state. */
  | { kind: 'startConfirmed' }
  | { kind: 'genesysConversationKnown'; genesysConversationId: string }
  /** The bot's turn with the outcome is about to run / has run. */
  | { kind: 'resumeStarted' }
  | { kind: 'resumed' }
);

/** Who wants it to end: the user in words, the channel saying that the user left, the bot's author, a cancelled dialog. */
export type EndRequester = 'user' | 'userLeft' | 'bot' | 'dialogCancelled';
