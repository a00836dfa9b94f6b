/** What a wait needs to know of whoever may end it. Every `AbortSignal` is one. */
export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * Ends what waits, once: an `AbortController` and its signal in a tenth of the memory. Node gives each `AbortSignal` two
 * maps and a hidden class of its own, some 760 bytes, and a live handoff has four of them. For `fetch` and streams, which
 * want the real thing, see `abortTogether`.
 */
export class StopSource implements StopSignal {
  private over = false;
  private listeners: Set<() => void> | undefined;

  get aborted(): boolean {
    return this.over;
  }

  /** Idempotent. Listeners run at once, in the order they came. */
  abort(): void {
    if (this.over) return;
    this.over = true;
    const listeners = this.listeners ?? [];
    this.listeners = undefined;
    for (const listener of listeners) listener();
  }

  /** Called once, and never when it has aborted already, as with an `AbortSignal`. */
  addEventListener(_type: 'abort', listener: () => void): void {
    if (this.over) return;
    this.listeners ??= new Set();
    this.listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners?.delete(listener);
    if (this.listeners?.size === 0) this.listeners = undefined;
  }
}

/** Aborts `target` as soon as one of `signals` does; the returned function takes the tie away. */
export function abortTogether(target: { abort(): void }, ...signals: StopSignal[]): () => void {
  const abort = () => target.abort();
  if (signals.some(({ aborted }) => aborted)) abort();
  for (const signal of signals) signal.addEventListener('abort', abort, { once: true });
  return () => {
    for (const signal of signals) signal.removeEventListener('abort', abort);
  };
}
