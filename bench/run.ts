/**
 * `npm run bench`: what the relay costs, beside the floor. Prints one table, or with `--json` one object. Everything stays
 * on this machine and ends by itself.
 *
 * `-- --quick` for a short look, `-- --only <group>` for some figures, `-- --profile <folder>` for CPU profiles of the bots.
 */
import { cpuPerMessage } from './figures/cpuPerMessage';
import { fileStorage } from './figures/fileStorage';
import type { BenchContext, CurvePoint, Group } from './figures/group';
import { latency } from './figures/latency';
import { load } from './figures/load';
import { manyHandoffs } from './figures/manyHandoffs';
import { memory } from './figures/memory';
import { peers } from './figures/peers';
import { restart } from './figures/restart';
import { throughput } from './figures/throughput';
import { turnWithoutHandoff } from './figures/turnWithoutHandoff';
import { type Figure, notMeasured } from './support/figure';
import { planFrom } from './support/plan';
import { takeSnapshot } from './support/snapshot';
import { renderTable } from './support/table';

const GROUPS: readonly Group[] = [
  cpuPerMessage,
  latency,
  turnWithoutHandoff,
  throughput,
  fileStorage,
  memory,
  manyHandoffs,
  restart,
  load,
  peers,
];

async function main(): Promise<number> {
  const plan = planFrom(
    process.argv.slice(2),
    GROUPS.map(({ name }) => name),
  );
  const startedAt = new Date();
  const snapshot = takeSnapshot();
  const context: BenchContext = { plan, snapshot, say: (text) => console.error(`… ${text}`) };
  const figures: Figure[] = [];
  const curve: CurvePoint[] = [];
  try {
    for (const group of GROUPS) {
      if (plan.only !== undefined && plan.only !== group.name) continue;
      console.error(`${group.name}`);
      try {
        const result = await group.measure(context);
        figures.push(...result.figures);
        curve.push(...(result.curve ?? []));
      } catch (error) {
        figures.push(notMeasured(group.name, group.name, '', `Failed: ${(error as Error).message.split('\n')[0]}`));
        console.error(error);
      }
    }
  } finally {
    snapshot.remove();
  }
  const facts = {
    date: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1_000,
    node: process.version,
  };
  if (plan.json) console.log(JSON.stringify({ ...facts, quick: plan.quick, figures, curve }, undefined, 2));
  else console.log(`${renderTable(figures)}\n\n${facts.date}, ${facts.seconds.toFixed(0)} s, Node ${facts.node}`);
  return figures.some(({ verdict }) => verdict === 'missed' || verdict === 'not measured') ? 1 : 0;
}

void main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
