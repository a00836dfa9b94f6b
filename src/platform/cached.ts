import type { Clock } from '../runtime/clock';

/**
 * Remembers what a look-up gave, by key, for a while. However many ask at once, Genesys is asked once; failures are not
 * remembered. Bounded: the oldest entries go first.
 */
export class Cached<T> {
  private readonly entries = new Map<string, { value: Promise<T>; readAtMs: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly lifeMs: number,
    private readonly maxEntries = 500,
  ) {}

  /** @param maxAgeMs a younger value than the usual one is wanted */
  get(key: string, read: () => Promise<T>, maxAgeMs = this.lifeMs): Promise<T> {
    const known = this.entries.get(key);
    if (known !== undefined && this.clock.now() - known.readAtMs < maxAgeMs) return known.value;
    const entry = { value: read(), readAtMs: this.clock.now() };
    this.entries.delete(key);
    this.entries.set(key, entry);
    entry.value.catch(() => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    });
    const oldest = this.entries.keys().next().value;
    if (this.entries.size > this.maxEntries && oldest !== undefined) this.entries.delete(oldest);
    return entry.value;
  }
}
