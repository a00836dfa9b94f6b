import { isDeepStrictEqual } from 'node:util';
import type { Coordinator, CoordinatorHealth, MailboxHandler, Signal } from '../conversation/coordinator';
import type { Envelope } from '../conversation/envelope';
import type { HandoffStore, Versioned } from '../conversation/handoffStore';
import { leftoverOf } from '../conversation/leftover';
import { type HandoffRecord, isLive, needsOwner } from '../conversation/record';
import type { TransitionResult } from '../conversation/transitionResult';
import { errorCode, HandoffError } from '../errors';
import { backoffMs } from '../runtime/backoff';
import { delay } from '../runtime/clock';
import { KeyedTimers } from '../runtime/keyedTimers';
import type { Runtime } from '../runtime/runtime';
import { SerialQueues } from '../runtime/serialQueues';
import { Tombstones } from './tombstones';

/**
 * How long `post` goes on trying when the storage fails. Azure Bot Service gives a bot 10 to 15 s to answer before it
 * tells the client that the message failed; behind that, accepting would be a lie.
 */
export const POST_PATIENCE_MS = 8_000;

/**
 * How long `open` does, counted to its last try: one more call may take as long as the storage guard lets it, and the bot
 * answers its turn only afterwards.
 */
export const OPEN_PATIENCE_MS = 4_000;

const BACKOFF = { firstMs: 50, maxMs: 1_000 };

/** Records read at once while taking up what the store holds. */
const TAKE_UP_BATCH = 50;

/** How soon a record is tried again that could not be read at the start. */
const TAKE_UP_BACKOFF = { firstMs: 1_000, maxMs: 60_000 };

/** When to look whether a start that was refused to the bot has reached the storage after all. */
const UNDO_AFTER_MS = [5_000, 30_000, 120_000];

/**
 * The coordinator for one instance: this process reads every mailbox. An envelope is applied as it comes in, one after
 * the other per conversation, so "durable in the mailbox" and "committed to the record" are the same write.
 */
export class SingleInstanceCoordinator implements Coordinator {
  private handler: MailboxHandler | undefined;
  private closing = false;
  private readonly stopping = new AbortController();
  private readonly queues = new SerialQueues();
  private readonly owned = new Map<string, Versioned>();
  /** Conversations whose cached record may not be what is stored. */
  private readonly stale = new Set<string>();
  /** Owners that were told to let go and have not finished yet. */
  private readonly leaving = new Set<Promise<void>>();
  /** Where the owner of a handoff that made room for the next one reports to, by handoff. */
  private readonly leftovers = new Map<string, string>();
  /** Leftovers whose earlier owner has not finished. */
  private readonly notYet = new Set<string>();
  /** Handoffs that were refused to the bot although their record may still reach the storage. */
  private readonly undone = new Set<string>();
  private readonly timers: KeyedTimers;
  private readonly tombstones: Tombstones;
  private conflicts = 0;
  private starting: Promise<void> | undefined;
  private stopped: Promise<void> | undefined;

  constructor(
    private readonly store: HandoffStore,
    private readonly runtime: Runtime,
  ) {
    this.timers = new KeyedTimers(runtime.clock);
    this.tombstones = new Tombstones(store, this.queues, this.timers, runtime);
  }

  get health(): CoordinatorHealth {
    return { owned: this.owned.size, conflicts: this.conflicts };
  }

  start(handler: MailboxHandler): Promise<void> {
    this.handler = handler;
    this.starting = this.takeAllUp();
    return this.starting;
  }

  private async takeAllUp(): Promise<void> {
    const ids = await this.store.list();
    const found: HandoffRecord[] = [];
    for (let at = 0; at < ids.length && !this.closing; at += TAKE_UP_BATCH) {
      const batch = ids.slice(at, at + TAKE_UP_BATCH);
      await Promise.all(
        batch.map(async (id) => {
          const entry = await this.readForTakeUp(id, 0);
          if (entry !== undefined) found.push(entry.record);
        }),
      );
    }
    found.sort((a, b) => b.lastActivityAtMs - a.lastActivityAtMs);
    for (const { botConversationId } of found) await this.takeUp(botConversationId, 0);
  }

  /** Takes one conversation up. It reads again: a turn may have come in first and changed the record. */
  private takeUp(id: string, attempt: number): Promise<void> {
    return this.queues.run(id, async () => {
      if (this.owned.has(id) || this.closing) return;
      const entry = await this.readForTakeUp(id, attempt);
      if (entry !== undefined) this.track(entry, true);
    });
  }

  /** One record that cannot be read must not keep the others waiting: it is tried again later, or logged. */
  private async readForTakeUp(id: string, attempt: number): Promise<Versioned | undefined> {
    try {
      return await this.store.read(id);
    } catch (error) {
      this.runtime.logger.error({ code: 'recordUnreadable', botConversationId: id, error: errorCode(error) });
      if (isRetryable(error) && !this.closing) {
        const waitMs = backoffMs(attempt, TAKE_UP_BACKOFF, this.runtime.random);
        this.timers.set(`takeUp ${id}`, waitMs, () => void this.takeUp(id, attempt + 1));
      }
      return undefined;
    }
  }

  async open(record: HandoffRecord): Promise<void> {
    this.requireHandler();
    if (this.closing) throw notStarted();
    const id = record.botConversationId;
    await this.queues.run(id, async () => {
      const leftover = await this.keepLeftover(id);
      const entry = await this.create(record);
      // The earlier owner is not waited for: it may be waiting for this queue, to report what it has just done.
      const left = this.letGo(id, 'over');
      if (leftover !== undefined) {
        const { botConversationId: leftoverId, handoffId } = leftover.record;
        this.leftovers.set(handoffId, leftoverId);
        // Not before the earlier owner has reported all it did: the next one would do it again.
        this.notYet.add(leftoverId);
        void left.then(() => {
          this.notYet.delete(leftoverId);
          return this.takeUp(leftoverId, 0);
        });
      }
      this.track(entry, false);
    });
  }

  /** Gives what an earlier handoff of the conversation still has to do a record of its own. */
  private async keepLeftover(id: string): Promise<Versioned | undefined> {
    const present = this.owned.get(id)?.record;
    return present?.state.kind === 'ended' ? this.store.create(leftoverOf(present)) : undefined;
  }

  /** Creates the record, or makes sure that it is not there: a failed write may have landed, or still land. */
  private async create(record: HandoffRecord): Promise<Versioned> {
    const { clock, random } = this.runtime;
    const { botConversationId, handoffId } = record;
    const deadlineMs = clock.now() + OPEN_PATIENCE_MS;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.store.create(record);
      } catch (error) {
        if (attempt > 0 && error instanceof HandoffError && error.code === 'alreadyActive') {
          const present = await this.store.read(botConversationId);
          if (present?.record.handoffId === handoffId) return present;
        }
        const waitMs = backoffMs(attempt, BACKOFF, random);
        if (!isRetryable(error) || this.closing || clock.now() + waitMs > deadlineMs) {
          if (isRetryable(error)) this.undo(record, 0);
          throw error;
        }
        await delay(clock, waitMs, this.stopping.signal);
      }
    }
  }

  /** The bot was told that the handoff did not begin: it must not begin when the storage answers late. */
  private undo(record: HandoffRecord, attempt: number): void {
    const { botConversationId, handoffId } = record;
    this.undone.add(handoffId);
    const waitMs = UNDO_AFTER_MS[attempt];
    if (waitMs === undefined || this.closing) return;
    this.timers.set(`undo ${handoffId}`, waitMs, () => {
      const atMs = this.runtime.clock.now();
      this.post(botConversationId, { kind: 'endRequested', by: 'dialogCancelled', handoffId, atMs })
        .catch((error: unknown) => {
          this.runtime.logger.warn({ code: 'startNotUndone', botConversationId, handoffId, error: errorCode(error) });
        })
        .finally(() => this.undo(record, attempt + 1));
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
    // Nothing new is begun; what the owners finish must still be written down.
    this.closing = true;
    this.timers.cancelAll();
    await this.starting?.catch(() => {
      // Told to whoever called start().
    });
    await Promise.all([...this.owned.keys()].map((id) => this.leave(id, 'released')));
    while (this.leaving.size > 0) await Promise.all(this.leaving);
    this.stopping.abort();
    await this.queues.idle();
    this.timers.cancelAll();
    this.owned.clear();
    this.handler = undefined;
  }

  private async apply(id: string, envelope: Envelope): Promise<TransitionResult> {
    const leftover = envelope.handoffId === undefined ? undefined : this.leftovers.get(envelope.handoffId);
    if (leftover !== undefined && leftover !== id) return this.post(leftover, envelope);
    const tried: { record?: HandoffRecord } = {};
    const deadlineMs = this.runtime.clock.now() + POST_PATIENCE_MS;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.tryApply(id, envelope, tried);
      } catch (error) {
        const waitMs = backoffMs(attempt, BACKOFF, this.runtime.random);
        // After a failed write nobody knows what is stored: read it again before the next try.
        if (this.owned.has(id)) this.stale.add(id);
        if (error instanceof HandoffError && error.code === 'versionConflict') this.conflicts++;
        // Nobody can act on what cannot be read; to go on from memory would send the same things for ever.
        if (error instanceof HandoffError && error.code === 'recordCorrupt') void this.letGo(id, 'over');
        const late = this.stopping.signal.aborted || this.runtime.clock.now() + waitMs > deadlineMs;
        if (!isRetryable(error) || late) throw error;
        await delay(this.runtime.clock, waitMs, this.stopping.signal);
      }
    }
  }

  private async tryApply(id: string, envelope: Envelope, tried: { record?: HandoffRecord }): Promise<TransitionResult> {
    const handler = this.requireHandler();
    const known = this.stale.has(id) ? undefined : this.owned.get(id);
    const current = known ?? (await this.store.read(id));
    if (current === undefined) {
      // Somebody removed the record under us; without one there is nothing to look after.
      void this.letGo(id, 'over');
      return 'closed';
    }
    if (tried.record !== undefined && sameJson(current.record, tried.record)) {
      // The write that seemed to have failed has landed.
      this.track(current, true);
      return 'applied';
    }
    if (this.undone.has(current.record.handoffId) && isLive(current.record)) {
      const cancel: Envelope = { kind: 'endRequested', by: 'dialogCancelled', atMs: envelope.atMs };
      const { record } = handler.transition(current.record, cancel);
      this.track(await this.store.update({ record, version: current.version }), true);
      return 'closed';
    }
    const { record, result } = handler.transition(current.record, envelope);
    if (result === 'applied') {
      tried.record = record;
      this.track(await this.store.update({ record, version: current.version }), true);
    } else if (this.stale.has(id)) {
      this.track(current, true);
    }
    return result;
  }

  /** Keeps the newest record of a conversation and tells the handler what that means. */
  private track(entry: Versioned, takenUp: boolean): void {
    const id = entry.record.botConversationId;
    this.stale.delete(id);
    if (needsOwner(entry.record)) {
      const isNew = !this.owned.has(id);
      // While stopping, what is new waits in the store for the next start; a leftover waits for its earlier owner.
      if (isNew && (this.closing || this.notYet.has(id))) return;
      this.owned.set(id, entry);
      if (isNew) this.handler?.onAcquired(entry.record, takenUp);
      else this.handler?.onCommitted(entry.record);
      return;
    }
    if (this.owned.has(id)) {
      this.handler?.onCommitted(entry.record);
      void this.letGo(id, 'over');
    }
    this.leftovers.delete(entry.record.handoffId);
    if (!this.closing) this.tombstones.buryLater(entry.record);
  }

  /** Gives a conversation up. The owner may still report what it is just finishing. */
  private letGo(id: string, why: 'over' | 'released'): Promise<void> {
    this.stale.delete(id);
    return this.owned.delete(id) ? this.leave(id, why) : Promise.resolve();
  }

  private leave(id: string, why: 'over' | 'released'): Promise<void> {
    const left = (this.handler?.onLost(id, why) ?? Promise.resolve())
      .catch((error: unknown) => {
        this.runtime.logger.error({ code: 'ownerNotStopped', botConversationId: id, error: errorCode(error) });
      })
      .finally(() => this.leaving.delete(left));
    this.leaving.add(left);
    return left;
  }

  private requireHandler(): MailboxHandler {
    if (this.handler === undefined || this.stopping.signal.aborted) throw notStarted();
    return this.handler;
  }
}

function notStarted(): HandoffError {
  return new HandoffError('notStarted', 'The handoff is not running: call handoff.start() once before the first turn.');
}

function isRetryable(error: unknown): boolean {
  return error instanceof HandoffError && error.retryable;
}

/** Whether two records are the same once stored: a storage drops what is undefined and may turn keys around. */
function sameJson(one: HandoffRecord, other: HandoffRecord): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)));
}
