import type { HandoffError } from '../errors';
import type { ChosenAnswer, RichContent } from '../richContent';
import type { Runtime } from '../runtime/runtime';

/**
 * What carries a handoff to Genesys Cloud. Web Messaging (a guest WebSocket) and Open Messaging (OAuth and a webhook)
 * both fulfil it; the conversation core knows nothing else of Genesys.
 *
 * A transport owns connections, never truth: everything that must survive a crash is in the handoff's record, and what
 * the transport needs of it is handed to `open`.
 */
export interface HandoffTransport {
  /** For logs and errors: `webMessaging`, `openMessaging`. */
  readonly name: string;
  /** Longest text, in UTF-8 bytes, that one message may hold; the core splits longer ones. */
  readonly maxTextBytes: number;
  /** Longest total, in UTF-8 bytes of keys and values, of the attributes on the first message. */
  readonly maxAttributeBytes: number;
  /** Whether Genesys tells us when an agent ends the conversation; `undefined` as long as that is not known. */
  readonly hearsDisconnects?: boolean;
  /**
   * Called once before anything else. Checks what it can and logs (`warn`) what will not work; it rejects only for
   * settings that can never work.
   */
  start(runtime: Runtime): Promise<void>;
  /** The identity of a new session. It is persisted before the session is opened, so a crash cannot orphan one. */
  createSession(): SessionState;
  /** Starts connecting, returns at once. Calling it again after `close()` takes the same session up again. */
  open(options: OpenOptions): TransportSession;
  /** Closes whatever is open. Idempotent; leaves no timer, socket or promise behind. */
  stop(): Promise<void>;
}

/** Opaque to the core, plain JSON, persisted with the record. Holds the guest token: never log it. */
export interface SessionState {
  [key: string]: string | number | boolean | null | undefined;
}

export interface OpenOptions {
  state: SessionState;
  /** For log lines. */
  ids: { botConversationId: string; handoffId: string };
  /**
   * True when an earlier process (or session object) may have used this state: the history is read for what was missed,
   * and the first `send` asks it whether its message is already there.
   */
  resumed: boolean;
  /**
   * Where resumed: whether a message may have reached Genesys without a receipt. Only then the first `send` has a reason to
   * ask the history. Default: as `resumed`.
   */
  inDoubt?: boolean;
  /** The receipt of the newest acknowledged message, where there is one; history entries up to it are settled. */
  lastReceipt?: SendReceipt;
  /** Messages to the user older than this (Genesys time, ms) are known; how far back a history catch-up must read. */
  knownThroughMs?: number;
  /**
   * Takes one event. Events come in Genesys' order, at least once (after a reconnect some come again: the core
   * deduplicates by id). The promise resolves when the event is durable; the transport passes them on one by one.
   */
  onEvent: (event: TransportEvent) => Promise<void>;
}

export interface TransportSession {
  /**
   * Sends one message and resolves when Genesys acknowledged it. Waits through reconnects, rate limits and silence; a
   * message whose fate is unknown is looked up in the history before it is sent again. One call at a time.
   *
   * Rejects with a HandoffError: `messageRefused` / `attributesTooLarge` / `fileTooLarge` / `fileTypeRefused` /
   * `fileSourceRefused` / `fileUnreadable` (this message never will be taken; the
   * session lives on), `sessionReadOnly` / `sessionExpired` / `sessionLost` / `accessDenied` (also told as `ended`), `sessionClosed` (after `close()`).
   */
  send(message: TransportMessage): Promise<SendReceipt>;
  /** Shows the agent that the user is typing. Throttled; the first thing to be dropped when the budget is short. */
  typing(): void;
  /**
   * Ends the conversation on Genesys' side. `ended`: done, the agent's interaction is closed. `unsupported`: this
   * deployment does not let the guest end it; the caller tells the agent in words instead. Rejects with a retryable
   * HandoffError when Genesys could not be asked.
   */
  end(): Promise<'ended' | 'unsupported'>;
  /** Lets go of the connection without ending anything at Genesys. Idempotent; pending sends reject `sessionClosed`. */
  close(): Promise<void>;
}

export interface TransportMessage {
  /** Ours, unique in the handoff; travels where the protocol has room for a client id. */
  id: string;
  text: string;
  /** Custom attributes, on the first message of a handoff only: the inbound flow routes by them. */
  attributes?: Record<string, string>;
  /** What the user chose of what Genesys offered; a transport that has no form for it sends the text. */
  answer?: readonly ChosenAnswer[];
  /** A file in place of the text; a transport that carries no files rejects `fileTypeRefused`. */
  attachment?: OutgoingAttachment;
}

/** A file of the user. Its bytes are read when it is sent, once or several times, and kept nowhere. */
export interface OutgoingAttachment {
  name: string;
  /** As the channel says; may be a pattern (`image/*`) until it is opened. */
  mime: string;
  /** Rejects with a HandoffError: `fileSourceRefused`, `fileTooLarge`, `fileUnreadable`. */
  open(limits: AttachmentLimits): Promise<OpenedAttachment>;
}

export interface AttachmentLimits {
  maxBytes: number;
  signal: AbortSignal;
}

export interface OpenedAttachment {
  mime: string;
  sizeBytes: number;
  /** Exactly `sizeBytes`, or it throws. */
  bytes: AsyncIterable<Uint8Array>;
  /** Lets go of it, read or not. */
  close(): void;
}

/** Genesys' acknowledgement. Persisted, so that a later process knows where the history stops being news. */
export interface SendReceipt {
  /** The stable id of the message at Genesys (`channel.messageId`, else `id`). */
  genesysMessageId: string;
  /** The server's `id` of the message, by which the platform API finds the conversation; not stable in the history. */
  serverMessageId?: string;
  /** Genesys' time of the message, ms. */
  timeMs: number;
}

export type TransportEvent =
  | {
      kind: 'message';
      /** Deduplication key: `channel.messageId ?? id`. */
      id: string;
      /** Genesys' time, ms. */
      timeMs: number;
      /** `agent` is a human, `flow` an Architect flow or bot flow. */
      from: 'agent' | 'flow';
      /** The agent's name as far as Genesys shows it. */
      name?: string;
      /** Address of the agent's picture, where Genesys shows one. */
      picture?: string;
      /** All of it as plain text, also what `content` says. */
      text: string;
      /** Text and everything else in order, where there is more than text. */
      content?: RichContent[];
      /** Whether the text is markdown: the deployment has it switched on. */
      markdown?: boolean;
    }
  /** The other side is typing; not durable, may be dropped at any point. `from` as far as it is known. */
  | { kind: 'typing'; from: 'agent' | 'flow' | 'unknown' }
  /** Genesys ended the conversation (agent, flow, or inactivity). Not sent for a transfer. */
  | { kind: 'disconnected'; id: string; timeMs: number; readOnly: boolean }
  /** The session is gone for good; nothing can be sent any more. `failed` carries why it could never be opened. */
  | { kind: 'ended'; why: 'expired' | 'lost' | 'cleared' | 'readOnly'; timeMs?: number }
  | { kind: 'failed'; error: HandoffError }
  /**
   * What was said after `sinceMs` (Genesys' time) may not all have come, and what comes next overtakes it: the history
   * could not be read for too long. Everything missing has been told when the connection is next `up`.
   */
  | { kind: 'gap'; sinceMs: number }
  /** The connection as the user would notice it: `up` after the (re)connect and its catch-up, `down` when it broke. */
  | { kind: 'connection'; status: 'up' | 'down' };
