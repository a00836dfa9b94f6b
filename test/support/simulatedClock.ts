import type { Clock } from '../../src/runtime/clock';

interface Timer {
  dueMs: number;
  order: number;
  callback: () => void;
}

/**
 * Time that stands still until a test moves it. Callbacks run in the order they are due; between them whatever
 * promises they settled gets its turn, and so does I/O that is ready.
 */
export class SimulatedClock implements Clock {
  private timers: Timer[] = [];
  private order = 0;

  constructor(private nowMs = Date.parse('2026-11-20T10:00:00.000Z')) {}

  now(): number {
    return this.nowMs;
  }

  schedule(callback: () => void, delayMs: number): () => void {
    const timer = { dueMs: this.nowMs + Math.max(0, delayMs), order: this.order++, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** How many timers are set: 0 once everything is stopped. */
  get pending(): number {
    return this.timers.length;
  }

  async advance(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms;
    await settle();
    for (let next = this.next(untilMs); next !== undefined; next = this.next(untilMs)) {
      this.timers = this.timers.filter((other) => other !== next);
      this.nowMs = Math.max(this.nowMs, next.dueMs);
      next.callback();
      await settle();
    }
    this.nowMs = untilMs;
    await settle();
  }

  /** Moves to the next timer and runs it; false when none is set. */
  async runNext(): Promise<boolean> {
    await settle();
    const next = this.next(Number.POSITIVE_INFINITY);
    if (next === undefined) return false;
    await this.advance(Math.max(0, next.dueMs - this.nowMs));
    return true;
  }

  /** Moves on in steps until something is true; for code that waits for time and real I/O by turns. */
  async advanceUntil(isTrue: () => boolean, options: { stepMs?: number; maxMs?: number } = {}): Promise<void> {
    const { stepMs = 50, maxMs = 600_000 } = options;
    const untilMs = this.nowMs + maxMs;
    while (!isTrue()) {
      if (this.nowMs >= untilMs) throw new Error(`not true within ${maxMs} simulated ms`);
      await this.advance(stepMs);
    }
  }

  /** Sets the clock without running anything, as a corrected system clock would. */
  jump(ms: number): void {
    this.nowMs += ms;
  }

  private next(untilMs: number): Timer | undefined {
    const due = this.timers.filter((timer) => timer.dueMs <= untilMs);
    return due.sort((one, other) => one.dueMs - other.dueMs || one.order - other.order)[0];
  }
}

/** Lets promises and ready I/O have their turn; several rounds, because one thing leads to another. */
async function settle(): Promise<void> {
  for (let round = 0; round < 5; round++) await new Promise((resolve) => setImmediate(resolve));
}
