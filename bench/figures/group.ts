import type { Figure } from '../support/figure';
import type { BenchPlan } from '../support/plan';
import type { Snapshot } from '../support/snapshot';
import { Stage } from '../support/stage';

export interface BenchContext {
  plan: BenchPlan;
  snapshot: Snapshot;
  /** Says on standard error what is going on. */
  say(text: string): void;
}

/** Figures that are measured together. A point of `curve` says what a live handoff costs among so many. */
export interface GroupResult {
  figures: Figure[];
  curve?: CurvePoint[];
}

export interface CurvePoint {
  handoffs: number;
  cpuUsPerMessage: { ours: number; floor: number };
  kibPerHandoff: { ours: number; floor: number };
}

export interface Group {
  name: string;
  measure(context: BenchContext): Promise<GroupResult>;
}

/** Runs `work` on a stage of its own and takes it down whatever happens. */
export async function onStage<T>({ snapshot, plan }: BenchContext, work: (stage: Stage) => Promise<T>): Promise<T> {
  const profile = plan.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${plan.profile}`];
  const stage = await Stage.start(snapshot, profile);
  try {
    return await work(stage);
  } finally {
    await stage.stop();
  }
}

/** Repeats a comparison in alternating rounds, after one of each that warms up. */
export async function alternate<T>(rounds: number, sides: readonly (() => Promise<T>)[]): Promise<T[][]> {
  const results: T[][] = sides.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    // Who goes first changes, so that nobody always runs behind the other's garbage.
    const order = [...sides.keys()];
    if (round % 2 === 1) order.reverse();
    for (const side of order) {
      const result = await sides[side]!();
      if (round > 0) results[side]!.push(result);
    }
  }
  return results;
}
