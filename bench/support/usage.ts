import { nowMs } from './arrivals';

/** What a process has used so far. */
export interface Usage {
  /** User and system time of all threads. */
  cpuMs: number;
  atMs: number;
  rssKiB: number;
  /** Live objects of the heap and what hangs on them outside of it. */
  heapKiB: number;
}

/** @param settle collects garbage first, so that memory means what is really held; the process needs `--expose-gc`. */
export async function readUsage(settle: boolean): Promise<Usage> {
  for (let round = 0; settle && round < 4; round++) {
    global.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { cpuMs: (user + system) / 1_000, atMs: nowMs(), rssKiB: rss / 1_024, heapKiB: (heapUsed + external) / 1_024 };
}
