import type { HandoffStore } from '../conversation/handoffStore';
import { type HandoffRecord, needsOwner } from '../conversation/record';
import { errorCode } from '../errors';
import type { KeyedTimers } from '../runtime/keyedTimers';
import type { Runtime } from '../runtime/runtime';
import type { SerialQueues } from '../runtime/serialQueues';

/** Removes the records of handoffs that are over, when their time has come. Until then they tell repetitions from news. */
export class Tombstones {
  constructor(
    private readonly store: HandoffStore,
    /** One conversation at a time: a new handoff may begin in place of the record. */
    private readonly queues: SerialQueues,
    private readonly timers: KeyedTimers,
    private readonly runtime: Runtime,
  ) {}

  /** Does nothing for a record that is not over. */
  buryLater({ botConversationId: id, state }: HandoffRecord): void {
    if (state.kind !== 'ended') return;
    this.timers.set(`bury ${id}`, state.expiresAtMs - this.runtime.clock.now(), () => {
      void this.queues.run(id, () => this.bury(id));
    });
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
}
