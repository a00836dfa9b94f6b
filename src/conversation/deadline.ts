import type { Clock } from '../runtime/clock';
import type { Timer } from './pendingWork';

/** The one timer of an owner: armed for the deadline that the record waits for, by elapsed time. */
export class Deadline {
  private armed: { due: Timer; cancel: () => void } | undefined;

  constructor(
    private readonly clock: Clock,
    /** The deadline as the record stands now. */
    private readonly current: () => Timer | undefined,
    private readonly onDue: (timer: Timer) => void,
  ) {}

  arm(due: Timer | undefined): void {
    if (this.armed !== undefined && due !== undefined && this.armed.due.name === due.name) {
      // A deadline that only moves later (every message moves `idle`) is looked at again when the old one fires.
      if (this.armed.due.dueAtMs <= due.dueAtMs) return;
    }
    this.stop();
    if (due === undefined) return;
    const cancel = this.clock.schedule(() => {
      this.armed = undefined;
      const current = this.current();
      if (current?.name === due.name && current.dueAtMs <= due.dueAtMs) this.onDue(current);
      else this.arm(current);
    }, due.dueAtMs - this.clock.now());
    this.armed = { due, cancel };
  }

  stop(): void {
    this.armed?.cancel();
    this.armed = undefined;
  }
}
