import { nowMs } from './arrivals';

/**
 * Calls `act` with 0, 1, 2 … evenly spread at `perSecond`, whatever the answers take: an open loop, so that a slow side
 * shows as latency and not as fewer questions. Resolves when the last was begun.
 */
export function paced(count: number, perSecond: number, act: (index: number) => void): Promise<void> {
  return new Promise((resolve) => {
    const startMs = nowMs();
    let begun = 0;
    const step = (): void => {
      const due = Math.min(count, Math.floor(((nowMs() - startMs) / 1_000) * perSecond) + 1);
      while (begun < due) act(begun++);
      if (begun >= count) resolve();
      else setTimeout(step, Math.max(1, startMs + (begun / perSecond) * 1_000 - nowMs()));
    };
    step();
  });
}

/** Runs `act` with 0, 1, 2 … at most `places` at once; resolves when all are done. */
export async function inPlaces(count: number, places: number, act: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: Math.min(places, count) }, work));
}
