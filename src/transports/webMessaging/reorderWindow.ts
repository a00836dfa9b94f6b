import type { Clock } from '../../runtime/clock';

interface Held<T> {
  item: T;
  timeMs: number;
  /** Goes behind everything of the same time, whenever that arrives. */
  closing: boolean;
  holdMs: number;
  dueMs: number;
}

/**
 * Holds what arrived for a moment and lets it go in the order of Genesys' time; equal times keep their order of
 * arrival. Genesys does not promise any order on the socket.
 * Source: Genesys Developer Center, "WebSocket API" (2026-10).
 */
export class ReorderWindow<T> {
  private held: Held<T>[] = [];
  private paused = false;
  private cancelTimer?: () => void;

  constructor(
    private readonly clock: Clock,
    private readonly release: (item: T) => void,
  ) {}

  add(item: T, timeMs: number, options: { holdMs: number; closing?: boolean }): void {
    const { holdMs, closing = false } = options;
    let index = this.held.length;
    while (index > 0 && belongsBehind(this.held[index - 1]!, timeMs, closing)) index--;
    // What comes late but belongs earlier must not hold up those that have waited already.
    const laterDueMs = this.held.slice(index).map((later) => later.dueMs);
    this.held.splice(index, 0, {
      item,
      timeMs,
      closing,
      holdMs,
      dueMs: Math.min(this.clock.now() + holdMs, ...laterDueMs),
    });
    this.settle();
  }

  /** Holds everything, however long it takes, until `resume`: the history is being read. */
  pause(): void {
    this.paused = true;
    this.settle();
  }

  resume(): void {
    this.paused = false;
    this.settle();
  }

  /** Lets everything go at once, in order. */
  flush(): void {
    this.paused = false;
    const all = this.held;
    this.held = [];
    this.settle();
    for (const { item } of all) this.release(item);
  }

  /** Drops what is held and the timer. */
  close(): void {
    this.held = [];
    this.settle();
  }

  private settle(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    if (this.paused) return;
    // A clock that was set back must not hold anything for longer.
    for (const held of this.held) held.dueMs = Math.min(held.dueMs, this.clock.now() + held.holdMs);
    // Strictly from the front: a Disconnect that is held longer also holds what is later than it.
    while (this.held.length > 0 && this.held[0]!.dueMs <= this.clock.now()) this.release(this.held.shift()!.item);
    const next = this.held[0];
    if (next) this.cancelTimer = this.clock.schedule(() => this.settle(), next.dueMs - this.clock.now());
  }
}

function belongsBehind(held: { timeMs: number; closing: boolean }, timeMs: number, closing: boolean): boolean {
  return held.timeMs > timeMs || (held.timeMs === timeMs && held.closing && !closing);
}
