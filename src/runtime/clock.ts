import type { StopSignal } from './stopSignal';

/** Time as the package sees it. Tests pass a simulated one; nothing else calls `Date.now` or `setTimeout`. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `callback` once after `delayMs`; the returned function cancels it and may be called at any time. */
  schedule(callback: () => void, delayMs: number): () => void;
}

/** Longest delay that `setTimeout` can hold (25 days); longer ones would fire at once, so they are waited for in pieces. */
const MAX_DELAY_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(callback, delayMs) {
    if (delayMs <= MAX_DELAY_MS) {
      const timer = setTimeout(callback, Math.max(0, delayMs));
      return () => clearTimeout(timer);
    }
    return scheduleInPieces(callback, delayMs);
  },
};

function scheduleInPieces(callback: () => void, delayMs: number): () => void {
  let timer: NodeJS.Timeout;
  const wait = (leftMs: number): void => {
    const nowMs = Math.min(leftMs, MAX_DELAY_MS);
    timer = setTimeout(() => (leftMs > nowMs ? wait(leftMs - nowMs) : callback()), nowMs);
  };
  wait(delayMs);
  return () => clearTimeout(timer);
}

/** Resolves after `delayMs`, or at once (without error) when `signal` aborts. */
export function delay(clock: Clock, delayMs: number, signal?: StopSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.schedule(done, delayMs);
    signal?.addEventListener('abort', done, { once: true });
  });
}
