import type { Clock } from './clock';

/** Timers by name: setting one again replaces it, and all can be cancelled at once. */
export class KeyedTimers {
  private readonly cancels = new Map<string, () => void>();

  constructor(private readonly clock: Clock) {}

  set(key: string, delayMs: number, callback: () => void): void {
    this.cancels.get(key)?.();
    const cancel = this.clock.schedule(() => {
      this.cancels.delete(key);
      callback();
    }, delayMs);
    this.cancels.set(key, cancel);
  }

  cancelAll(): void {
    for (const cancel of this.cancels.values()) cancel();
    this.cancels.clear();
  }
}
