import type { Coordinator, CoordinatorHealth, MailboxHandler, Signal } from '../conversation/coordinator';
import type { Envelope } from '../conversation/envelope';
import type { HandoffStore, Versioned } from '../conversation/handoffStore';
import { type HandoffRecord, needsOwner } from '../conversation/record';
import type { TransitionResult } from '../conversation/transitionResult';
import { errorCode, HandoffError } from '../errors';
import { backoffMs } from '../runtime/backoff';
import { delay } from '../runtime/clock';
import type { Runtime } from '../runtime/runtime';
import { SerialQueues } from '../runtime/serialQueues';

/**
 * How long `post` goes on trying when the storage fails. Azure Bot Service gives a bot 10 to 15 s to answer before it
 * tells the client that the message failed; behind that, accepting would be a lie.
 */
export const POST_PATIENCE_MS = 8_000;

const BACKOFF = { firstMs: 50, maxMs: 1_000 };

/** Records read at once while taking up what the store holds. */
const TAKE_UP_BATCH = 50;

/**
 * The coordinator for one instance: this process reads every mailbox. An envelope is applied as it comes in, one after
 * the other per conversation, so "durable in the mailbox" and "committed to the record" are the same write.
 */
export class SingleInstanceCoordinator implements Coordinator {
  private handler: MailboxHandler | undefined;
  private readonly stopping = new AbortController();
  private readonly queues = new SerialQueues();
  private readonly owned = new Map<string, Versioned>();
  /** Cancels the removal of each tombstone. */
  private readonly tombstones = new Map<string, () => void>();
  private conflicts = 0;
  private stopped: Promise<void> | undefined;

  constructor(
    private readonly store: HandoffStore,
    private readonly runtime: Runtime,
  ) {}

  get health(): CoordinatorHealth {
    return { owned: this.owned.size, conflicts: this.conflicts };
  }

  async start(handler: MailboxHandler): Promise<void> {
    this.handler = handler;
    const ids = await this.store.list();
    const found: Versioned[] = [];
    for (let at = 0; at < ids.length && !this.stopping.signal.aborted; at += TAKE_UP_BATCH) {
      const batch = await Promise.all(ids.slice(at, at + TAKE_UP_BATCH).map((id) => this.readForTakeUp(id)));
      for (const entry of batch) if (entry !== undefined) found.push(entry);
    }
    found.sort((a, b) => b.record.lastActivityAtMs - a.record.lastActivityAtMs);
    for (const { record } of found) {
      await this.queues.run(record.botConversationId, async () => {
        // A turn may have come in first and changed it.
        const entry = await this.store.read(record.botConversationId);
        if (entry !== undefined) this.track(entry, true);
      });
    }
  }

  private async readForTakeUp(id: string): Promise<Versioned | undefined> {
    try {
      return await this.store.read(id);
    } catch (error) {
      // One unreadable record must not keep the others waiting.
      this.runtime.logger.error({ code: 'recordUnreadable', botConversationId: id, error: errorCode(error) });
      return undefined;
    }
  }

  async open(record: HandoffRecord): Promise<void> {
    this.requireHandler();
    const id = record.botConversationId;
    await this.queues.run(id, async () => {
      const entry = await this.store.create(record);
      // What an earlier handoff of this conversation may still have open belongs to the past.
      if (this.owned.delete(id)) await this.handler?.onLost(id, 'over');
      this.track(entry, false);
    });
  }

  async post(botConversationId: string, envelope: Envelope): Promise<TransitionResult> {
    this.requireHandler();
    return this.queues.run(botConversationId, () => this.apply(botConversationId, envelope));
  }

  signal(botConversationId: string, signal: Signal): void {
    if (this.owned.has(botConversationId)) this.handler?.onSignal(botConversationId, signal);
  }

  async stop(): Promise<void> {
    this.stopped ??= this.stopOnce();
    return this.stopped;
  }

  private async stopOnce(): Promise<void> {
    // The owners first: what they finish must still be written down.
    await Promise.all([...this.owned.keys()].map((id) => this.handler?.onLost(id, 'released')));
    this.stopping.abort();
    for (const cancel of this.tombstones.values()) cancel();
    this.tombstones.clear();
    await this.queues.idle();
    this.owned.clear();
    this.handler = undefined;
  }

  private async apply(id: string, envelope: Envelope): Promise<TransitionResult> {
    const deadlineMs = this.runtime.clock.now() + POST_PATIENCE_MS;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.tryApply(id, envelope);
      } catch (error) {
        const retryable = error instanceof HandoffError && error.retryable;
        const waitMs = backoffMs(attempt, BACKOFF, this.runtime.random);
        // After a failed write nobody knows what is stored: read it again before the next try.
        this.forget(id);
        if (error instanceof HandoffError && error.code === 'versionConflict') this.conflicts++;
        if (!retryable || this.stopping.signal.aborted || this.runtime.clock.now() + waitMs > deadlineMs) throw error;
        await delay(this.runtime.clock, waitMs, this.stopping.signal);
      }
    }
  }

  private async tryApply(id: string, envelope: Envelope): Promise<TransitionResult> {
    const handler = this.requireHandler();
    const known = this.owned.get(id);
    const current = this.stale.has(id) || known === undefined ? await this.store.read(id) : known;
    if (current === undefined) {
      // Somebody removed the record under us; without one there is nothing to look after.
      this.stale.delete(id);
      if (this.owned.delete(id)) void handler.onLost(id, 'over');
      return 'closed';
    }
    const { record, result } = handler.transition(current.record, envelope);
    if (result === 'applied') {
      const entry = await this.store.update({ record, version: current.version });
      this.stale.delete(id);
      this.track(entry, true);
    } else if (this.stale.delete(id)) {
      this.track(current, true);
    }
    return result;
  }

  /** Conversations whose cached record may not be what is stored. */
  private readonly stale = new Set<string>();

  private forget(id: string): void {
    if (this.owned.has(id)) this.stale.add(id);
  }

  /** Keeps the newest record of a conversation and tells the handler what that means. */
  private track(entry: Versioned, takenUp: boolean): void {
    const id = entry.record.botConversationId;
    if (needsOwner(entry.record)) {
      const isNew = !this.owned.has(id);
      this.owned.set(id, entry);
      if (isNew) this.handler?.onAcquired(entry.record, takenUp);
      else this.handler?.onCommitted(entry.record);
      return;
    }
    if (this.owned.delete(id)) {
      this.handler?.onCommitted(entry.record);
      void this.handler?.onLost(id, 'over');
    }
    this.buryLater(entry);
  }

  private buryLater(entry: Versioned): void {
    const { record } = entry;
    if (record.state.kind !== 'ended' || this.stopping.signal.aborted) return;
    const id = record.botConversationId;
    this.tombstones.get(id)?.();
    const cancel = this.runtime.clock.schedule(() => {
      this.tombstones.delete(id);
      void this.queues.run(id, () => this.bury(id));
    }, record.state.expiresAtMs - this.runtime.clock.now());
    this.tombstones.set(id, cancel);
  }

  private async bury(id: string): Promise<void> {
    try {
      const entry = await this.store.read(id);
      const over = entry !== undefined && entry.record.state.kind === 'ended' && !needsOwner(entry.record);
      if (over) await this.store.remove(entry);
    } catch (error) {
      // It stays until the next start, which finds it again.
      this.runtime.logger.warn({ code: 'tombstoneNotRemoved', botConversationId: id, error: errorCode(error) });
    }
  }

  private requireHandler(): MailboxHandler {
    if (this.handler === undefined || this.stopping.signal.aborted) {
      throw new HandoffError(
        'notStarted',
        'The handoff is not running: call handoff.start() once before the first turn.',
      );
    }
    return this.handler;
  }
}
