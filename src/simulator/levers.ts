import type { SimulatedConversation } from './conversation';
import type { Direction } from './simulatedMessage';

/**
 * When a lever acts: on the next so many frames, or by chance. A bare number means `{ next: number }`; undefined switches it off.
 * `direction` narrows it: `Inbound` are the echoes of what the guest sent, `Outbound` what agent, flow and system send.
 */
export type LeverTrigger =
  | number
  | { next: number; direction?: Direction }
  | { probability: number; random?: () => number; direction?: Direction }
  | undefined;

/** Ways to misbehave. All act on guest sockets, except where the name says otherwise. */
export interface SimulatorLevers {
  /** Tears sockets down without a close handshake; of one conversation, or all. Returns how many. */
  dropSockets(conversation?: SimulatedConversation): number;
  /** Answers WebSocket upgrades with this HTTP status until called with undefined. */
  refuseUpgrades(status: number | undefined): void;
  /**
   * Half-open connections: nothing that arrives is read or answered, pings included, and nothing is sent. Acts on the
   * sockets open now; `newSockets` extends it to those opened later. Thawing goes on where it stopped, as after a network
   * stall; call `dropSockets` first to have what was written meanwhile lost.
   */
  freezeSockets(on: boolean, options?: { conversation?: SimulatedConversation; newSockets?: boolean }): void;
  /** Holds frames back for a time. Frames that come after may overtake. */
  delay(delayMs: number, trigger: LeverTrigger): void;
  /** The message is processed, but its echo (the acknowledgement) goes to nobody. */
  dropEcho(trigger: LeverTrigger): void;
  /** The message arrives by TCP and is never processed; nothing is answered. */
  loseMessage(trigger: LeverTrigger): void;
  /** The frame is sent twice. */
  duplicate(trigger: LeverTrigger): void;
  /** The frame waits for the next one of its session and follows it (or goes alone after a second). */
  reorder(trigger: LeverTrigger): void;
  /** Answers the next `count` onMessage requests with `TooManyRequestsErrorMessage`. */
  rateLimitNext(count: number, retryAfterSeconds: number): void;
  /** How long a message takes to appear in the history. */
  historyLagMs: number;
  /** Fails the next history reads. */
  failHistory(status: number, times?: number): void;
  /** Fails the next token requests of the platform API. */
  failOAuth(status: number, times?: number): void;
  /** Fails the next requests to the platform API, with `Retry-After` where given. */
  failPlatform(status: number, times?: number, retryAfterSeconds?: number): void;
  /** Fails the next reads of `config.json`. */
  failConfiguration(status: number, times?: number): void;
  /** The next uploads are refused by the content check. */
  failUploads(times: number): void;
  /** Sends a frame as it is to all sockets of the conversation: malformed JSON, unknown classes. Returns how many. */
  sendRaw(conversation: SimulatedConversation, frame: string): number;
  /** Sends `ConnectionClosedEvent` to the conversation's sockets and closes them. */
  closeConnectionEvent(conversation: SimulatedConversation): void;
  /** Puts every lever back. Frozen sockets thaw. */
  reset(): void;
}
