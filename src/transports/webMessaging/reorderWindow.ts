import type { Clock } from '../../runtime/clock';

interface Held<T> {
  item: T;
  timeMs: number;
  /** Goes behind everything of the same time, whenever that arrives. */
  closing: boolean;
  holdMs: number;
  dueMs: number;
}

/** Takes what has waited long enough. */
export interface Release<T> {
  release(item: T): void;
}

/**
 * Holds what arrived for a moment and lets it go in the order of Genesys' time; equal times keep their order of
 * arrival. Genesys does not promise any order on the socket.
 * Source: Genesys Developer Center, "WebSocket API" (2026-10).
 */
export class ReorderWindow<T> {
  private held: Held<T>[] = [];
  private paused = false;
  /** Nothing that is closing goes before this time. */
  private closingNotBeforeMs = 0;
  private cancelTimer?: () => void;

  constructor(
    private readonly clock: Clock,
    private readonly taker: Release<T>,
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

  /** @param closingHoldMs what is closing waits this much longer: something earlier may still come. */
  resume(closingHoldMs = 0): void {
    this.paused = false;
    this.closingNotBeforeMs = closingHoldMs === 0 ? 0 : this.clock.now() + closingHoldMs;
    this.settle();
  }

  /** Lets everything go at once, in order. */
  flush(): void {
    this.paused = false;
    const all = this.held;
    this.held = [];
    this.settle();
    for (const { item } of all) this.taker.release(item);
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
    while (this.held.length > 0 && this.dueMs(this.held[0]!) <= this.clock.now())
      this.taker.release(this.held.shift()!.item);
    const next = this.held[0];
    // An emptied array keeps its room.
    if (next === undefined) this.held = [];
    else this.cancelTimer = this.clock.schedule(() => this.settle(), this.dueMs(next) - this.clock.now());
  }

  private dueMs({ dueMs, closing }: Held<T>): number {
    return closing ? Math.max(dueMs, this.closingNotBeforeMs) : dueMs;
  }
}

function belongsBehind(held: { timeMs: number; closing: boolean }, timeMs: number, closing: boolean): boolean {
  return held.timeMs > timeMs || (held.timeMs === timeMs && held.closing && !closing);
}
