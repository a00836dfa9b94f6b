import { parseArgs } from 'node:util';

/** What a run of the bench does. */
export interface BenchPlan {
  json: boolean;
  /** Fewer and shorter rounds: shows that everything works, not what it costs. */
  quick: boolean;
  /** Only figures of this group. */
  only?: string;
  /** Folder for CPU profiles of the bots. */
  profile?: string;
}

export function planFrom(args: string[], groups: readonly string[]): BenchPlan {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean' },
      quick: { type: 'boolean' },
      only: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  if (values.only !== undefined && !groups.includes(values.only)) {
    throw new Error(`There is no figure "${values.only}", only ${groups.join(', ')}.`);
  }
  return { json: values.json === true, quick: values.quick === true, only: values.only, profile: values.profile };
}
