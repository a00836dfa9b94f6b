import type { SimulatorClock } from './world';

/** A clock that knows its open timers, so that closing the simulator leaves none behind. */
export class TrackedClock implements SimulatorClock {
  readonly #clock: SimulatorClock;
  readonly #open = new Set<unknown>();

  constructor(clock: SimulatorClock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  setTimeout(callback: () => void, delayMs: number): unknown {
    const handle = this.#clock.setTimeout(() => {
      this.#open.delete(handle);
      callback();
    }, delayMs);
    this.#open.add(handle);
    return handle;
  }

  clearTimeout(handle: unknown): void {
    this.#open.delete(handle);
    this.#clock.clearTimeout(handle);
  }

  /** Clears every timer that has not fired. */
  close(): void {
    for (const handle of [...this.#open]) this.clearTimeout(handle);
  }
}
