import type { Envelope } from './envelope';
import type { HandoffStore } from './handoffStore';
import type { HandoffRecord } from './record';
import type { Transition, TransitionResult } from './transitionResult';

/**
 * One mailbox per conversation with exactly one live reader. On one instance the reader is always this process; an
 * engine for several instances (a lease with a fencing token) fulfils the same contract.
 */
export interface Coordinator {
  /**
   * Takes up what the store holds and begins to serve. The handler hears `onAcquired` for every record that needs an
   * owner, the most recently active first. Resolves when all are taken up.
   */
  start(handler: MailboxHandler): Promise<void>;
  /** Creates the record and its mailbox, and makes somebody its owner. Rejects as `HandoffStore.create`. */
  open(record: HandoffRecord): Promise<void>;
  /**
   * Puts an envelope into the mailbox. Once resolved with `applied` it is durable. Rejects `storageUnavailable` when
   * the storage did not take it within the patience of the engine: then nothing was accepted, and the sender repeats it.
   */
  post(botConversationId: string, envelope: Envelope): Promise<TransitionResult>;
  /** Tells the owner something that may be lost: typing. */
  signal(botConversationId: string, signal: Signal): void;
  /** Finishes what is being written, lets go of every conversation (`onLost`), stops all timers. Idempotent. */
  stop(): Promise<void>;
  /** For operators. */
  readonly health: CoordinatorHealth;
}

/** Best effort, in memory only. */
export type Signal = { kind: 'userTyping' };

export interface CoordinatorHealth {
  /** Conversations that this instance looks after. */
  owned: number;
  /** Writes that lost against another writer since the start. More than a few means a second instance. */
  conflicts: number;
}

export interface MailboxHandler {
  /** What an envelope makes of a record: pure. */
  transition(record: HandoffRecord, envelope: Envelope): Transition;
  /** This instance owns the conversation from now on; called without any message too. */
  onAcquired(record: HandoffRecord, takenUp: boolean): void;
  /** The record changed, durably. */
  onCommitted(record: HandoffRecord): void;
  onSignal(botConversationId: string, signal: Signal): void;
  /** Stop at once and send nothing more: `over` (nothing left to do) or `released` (stopping). */
  onLost(botConversationId: string, why: 'over' | 'released'): Promise<void>;
}

/** Store and coordinator come as a pair: the commit of a change and the removal of its envelope are one step. */
export interface Coordination {
  /** For logs and errors. */
  readonly name: string;
  /** Whether records survive the process. */
  readonly durable: boolean;
  readonly store: HandoffStore;
  readonly coordinator: Coordinator;
}
