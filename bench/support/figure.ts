import { type Measured, summarize } from './statistics';

export type Verdict = 'reached' | 'missed' | 'not measured' | 'beside';

/** One line of the table. Numbers keep their unit beside them; what could not be measured is absent, never guessed. */
export interface Figure {
  /** The group that `--only` chooses by. */
  group: string;
  name: string;
  unit: string;
  ours?: Measured;
  floor?: Measured;
  ratio?: number;
  /** In words, as agreed: `≤ 1.25`. Empty where nothing was agreed and the figure stands beside another. */
  goal: string;
  verdict: Verdict;
  /** What a reader must know to read the figure rightly, or why it is missing. */
  note?: string;
}

export interface Goal {
  words: string;
  holds(figure: { ours: number; ratio: number | undefined }): boolean;
}

export const ratioAtMost = (bound: number): Goal => ({
  words: `≤ ${bound}`,
  holds: ({ ratio }) => ratio !== undefined && ratio <= bound,
});

export const ratioAtLeast = (bound: number): Goal => ({
  words: `≥ ${bound}`,
  holds: ({ ratio }) => ratio !== undefined && ratio >= bound,
});

export const atMost = (bound: number, unit: string): Goal => ({
  words: `≤ ${bound} ${unit}`,
  holds: ({ ours }) => ours <= bound,
});

/** A figure out of the rounds that were measured. Without a goal it is shown beside the others and judged by nobody. */
export function figure(facts: {
  group: string;
  name: string;
  unit: string;
  ours: readonly number[];
  floor?: readonly number[];
  ratio?: number;
  goal?: Goal;
  note?: string;
}): Figure {
  const { ours, floor, ratio, goal, ...rest } = facts;
  const measured = summarize(ours);
  const known = ours.length > 0 && Number.isFinite(measured.median);
  const reached = goal?.holds({ ours: measured.median, ratio });
  return {
    ...rest,
    ...(known && { ours: measured }),
    ...(floor !== undefined && floor.length > 0 && { floor: summarize(floor) }),
    ...(ratio !== undefined && Number.isFinite(ratio) && { ratio }),
    goal: goal?.words ?? '',
    verdict: !known ? 'not measured' : reached === undefined ? 'beside' : reached ? 'reached' : 'missed',
  };
}

/** A figure that could not be measured, with the reason. */
export function notMeasured(group: string, name: string, goal: string, note: string): Figure {
  return { group, name, unit: '', goal, verdict: 'not measured', note };
}
