import type { Clock } from './clock';
import type { StopSignal } from './stopSignal';

export interface RateBudgetSettings {
  /** How many within any window. */
  limit: number;
  windowMs: number;
}

interface Waiter {
  reserve: number;
  settle(taken: boolean): void;
}

/**
 * At most `limit` in any window of `windowMs`, whoever asks. Those who wait are served in the order they came, except
 * that one who asks for a larger reserve lets others pass: that is how typing yields to messages.
 */
export class RateBudget {
  private taken: number[] = [];
  private readonly waiting: Waiter[] = [];
  private cancelTimer?: () => void;

  constructor(
    private readonly clock: Clock,
    private readonly settings: RateBudgetSettings,
  ) {}

  /** Whether `tryTake` would succeed now. */
  canTake(reserve = 0): boolean {
    return this.waitMs(reserve) === 0;
  }

  /** Takes one if at least `reserve` more are left after it. */
  tryTake(reserve = 0): boolean {
    if (!this.canTake(reserve)) return false;
    // Most budgets hold one at most; an empty array that is pushed to makes room for seventeen.
    if (this.taken.length === 0) this.taken = [this.clock.now()];
    else this.taken.push(this.clock.now());
    return true;
  }

  /** Takes one as `take` would do without waiting; false where somebody must wait. */
  takeNow(reserve = 0): boolean {
    return this.waiting.length === 0 && this.tryTake(reserve);
  }

  /** Resolves true once one is taken, false when `signal` aborts first; nothing is taken then. */
  take(signal?: StopSignal, reserve = 0): Promise<boolean> {
    if (signal?.aborted) return Promise.resolve(false);
    if (this.takeNow(reserve)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiter: Waiter = {
        reserve,
        settle: (taken) => {
          signal?.removeEventListener('abort', abandon);
          resolve(taken);
        },
      };
      const abandon = () => {
        this.waiting.splice(this.waiting.indexOf(waiter), 1);
        waiter.settle(false);
        this.serve();
      };
      signal?.addEventListener('abort', abandon, { once: true });
      this.waiting.push(waiter);
      this.serve();
    });
  }

  /** How long until one can be taken with `reserve` more left; 0 means now. */
  private waitMs(reserve: number): number {
    const now = this.clock.now();
    // A clock that was set back must not make anybody wait for longer than a window.
    for (let index = this.taken.length - 1; index >= 0 && this.taken[index]! > now; index--) this.taken[index] = now;
    while (this.taken.length > 0 && this.taken[0]! <= now - this.settings.windowMs) this.taken.shift();
    // A reserve that leaves nothing would wait for ever.
    const usable = Math.max(1, this.settings.limit - reserve);
    if (this.taken.length < usable) return 0;
    const mustLeave = this.taken[this.taken.length - usable]!;
    return mustLeave + this.settings.windowMs - now;
  }

  private serve(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    for (let index = 0; index < this.waiting.length && this.waitMs(0) === 0; ) {
      const waiter = this.waiting[index]!;
      if (this.tryTake(waiter.reserve)) {
        this.waiting.splice(index, 1);
        waiter.settle(true);
      } else index++;
    }
    if (this.waiting.length === 0) return;
    const reserves = new Set(this.waiting.map((waiter) => waiter.reserve));
    const nextMs = Math.min(...[...reserves].map((reserve) => this.waitMs(reserve)));
    this.cancelTimer = this.clock.schedule(() => this.serve(), nextMs);
  }
}
