/** Counts what happened in the last `windowMs` and says when there is room again. */
export class RateWindow {
  readonly #limit: number;
  readonly #windowMs: number;
  #timesMs: number[] = [];

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** Takes one place. Returns 0 when there was one, otherwise the whole seconds until there is (at least 1). */
  take(nowMs: number): number {
    this.#timesMs = this.#timesMs.filter((timeMs) => nowMs - timeMs < this.#windowMs);
    const oldestMs = this.#timesMs[0];
    if (oldestMs !== undefined && this.#timesMs.length >= this.#limit) {
      return Math.max(1, Math.ceil((oldestMs + this.#windowMs - nowMs) / 1000));
    }
    this.#timesMs.push(nowMs);
    return 0;
  }
}
