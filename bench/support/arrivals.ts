/** Milliseconds on a clock that all processes of one machine share. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** When each text arrived, and who waits for how many of them. */
export class Arrivals {
  private times = new Map<string, number>();
  private waiting: { count: number; resolve(): void } | undefined;

  note(text: string): void {
    if (this.times.has(text)) return;
    this.times.set(text, nowMs());
    if (this.waiting !== undefined && this.times.size >= this.waiting.count) {
      this.waiting.resolve();
      this.waiting = undefined;
    }
  }

  clear(): void {
    this.times = new Map();
  }

  get count(): number {
    return this.times.size;
  }

  /** Resolves true when this many texts have arrived since `clear`, false when they did not within `withinMs`. */
  async reach(count: number, withinMs: number): Promise<boolean> {
    if (this.times.size >= count) return true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), withinMs);
    });
    const there = new Promise<boolean>((resolve) => {
      this.waiting = { count, resolve: () => resolve(true) };
    });
    const reached = await Promise.race([there, late]);
    clearTimeout(timer);
    return reached;
  }

  all(): [text: string, atMs: number][] {
    return [...this.times];
  }
}
