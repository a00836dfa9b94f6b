import type { Clock } from '../runtime/clock';
import type { Timer } from './pendingWork';

/** Whose timer it is. */
export interface DeadlineHost {
  /** The deadline as the record stands now. */
  currentDeadline(): Timer | undefined;
  onDeadline(timer: Timer): void;
}

/** The one timer of an owner: armed for the deadline that the record waits for, by elapsed time. */
export class Deadline {
  private armed: Timer | undefined;
  private cancel: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly host: DeadlineHost,
  ) {}

  arm(due: Timer | undefined): void {
    if (this.armed !== undefined && due !== undefined && this.armed.name === due.name) {
      // A deadline that only moves later (every message moves `idle`) is looked at again when the old one fires.
      if (this.armed.dueAtMs <= due.dueAtMs) return;
    }
    this.stop();
    if (due === undefined) return;
    this.armed = due;
    this.cancel = this.clock.schedule(() => this.onTime(due), due.dueAtMs - this.clock.now());
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
    this.armed = undefined;
  }

  private onTime(due: Timer): void {
    this.stop();
    const current = this.host.currentDeadline();
    if (current?.name === due.name && current.dueAtMs <= due.dueAtMs) this.host.onDeadline(current);
    else this.arm(current);
  }
}
