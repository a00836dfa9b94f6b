import type { BotUnderTest } from '../support/botUnderTest';
import { type Figure, figure } from '../support/figure';
import type { Stage } from '../support/stage';
import { type CurvePoint, type Group, onStage } from './group';

/** How many live handoffs to look at, and how long to hold the most of them. */
const FULL = { steps: [100, 500, 1_000, 2_500, 5_000], holdSeconds: 60 };
const QUICK = { steps: [100, 300, 600], holdSeconds: 10 };

/** How much the cost of one more handoff may differ between few and many to count as constant. */
const CONSTANT_WITHIN = 0.2;

const NOTE = 'Our connection budget is lifted to open them; the limits of each session and connection are in force.';

/** What a handoff costs among many: the same, if nothing in the relay looks at all of them. */
export const manyHandoffs: Group = {
  name: 'many',
  measure: (context) =>
    onStage(context, async (stage) => {
      const { steps, holdSeconds } = context.plan.quick ? QUICK : FULL;
      const ours = await stage.bot('ours', { kind: 'relay', budgets: 'lifted' });
      const floor = await stage.bot('floor', { kind: 'floor' });
      const base = { ours: await warm(ours), floor: await warm(floor) };
      const curve: CurvePoint[] = [];
      for (const handoffs of steps) {
        context.say(`${handoffs} live handoffs`);
        const [oursPoint, floorPoint] = [
          await point(stage, ours, handoffs, base.ours),
          await point(stage, floor, handoffs, base.floor),
        ];
        curve.push({
          handoffs,
          cpuUsPerMessage: { ours: oursPoint.cpuUs, floor: floorPoint.cpuUs },
          kibPerHandoff: { ours: oursPoint.kib, floor: floorPoint.kib },
        });
      }
      return { curve, figures: [...(await hold(stage, ours, steps.at(-1)!, holdSeconds)), ...growth(curve)] };
    }),
};

const WARM_UP = 50;

async function warm(bot: BotUnderTest): Promise<number> {
  await bot.handOver(WARM_UP);
  return (await bot.usage(true)).heapKiB;
}

async function point(stage: Stage, bot: BotUnderTest, handoffs: number, baseKiB: number) {
  await bot.handOver(handoffs);
  const kib = ((await bot.usage(true)).heapKiB - baseKiB) / (handoffs - WARM_UP);
  const volume = { count: 1_000, perSecond: 200 };
  const rounds = [await stage.round(bot, 'toAgent', volume), await stage.round(bot, 'toUser', volume)];
  const cpuUs = rounds.reduce((sum, { cpuUsPerMessage }) => sum + cpuUsPerMessage, 0) / rounds.length;
  return { kib, cpuUs };
}

/** Both sides of every conversation say something while the most of them are held. */
async function hold(stage: Stage, bot: BotUnderTest, handoffs: number, seconds: number): Promise<Figure[]> {
  const volume = { count: handoffs, perSecond: (handoffs * 2) / seconds };
  const before = await bot.usage();
  const rounds = [await stage.round(bot, 'toAgent', volume), await stage.round(bot, 'toUser', volume)];
  const after = await bot.usage();
  const lost = rounds.reduce((sum, round) => sum + round.lost, 0);
  const { owned = 0 } = await bot.counts();
  const name = `${handoffs.toLocaleString('en')} live handoffs in one process for ${seconds} s`;
  const share = ((after.cpuMs - before.cpuMs) / (after.atMs - before.atMs)) * 100;
  const shared = { group: 'many', note: NOTE };
  const none = { words: '0', holds: ({ ours }: { ours: number }) => ours === 0 };
  return [
    figure({
      ...shared,
      name: `${name}, a message each way in each: lost messages`,
      unit: '',
      ours: [lost],
      goal: none,
    }),
    figure({ ...shared, name: `${name}: lost handoffs`, unit: '', ours: [handoffs - owned], goal: none }),
    figure({ ...shared, name: `${name}: CPU, of one core`, unit: '%', ours: [share] }),
    figure({ ...shared, name: `${name}: resident memory`, unit: 'MiB', ours: [after.rssKiB / 1_024] }),
  ];
}

/** What each further handoff took, in the lower and in the upper part of the curve. */
function growth(curve: readonly CurvePoint[]): Figure[] {
  const middle = curve[Math.floor(curve.length / 2)]!;
  const last = curve.at(-1)!;
  const total = ({ handoffs, kibPerHandoff }: CurvePoint) => kibPerHandoff.ours * (handoffs - WARM_UP);
  const first = curve[0]!;
  const among = (from: CurvePoint, to: CurvePoint) => (total(to) - total(from)) / (to.handoffs - from.handoffs);
  const few = among(first, middle);
  const many = among(middle, last);
  const goal = {
    words: `1 ± ${CONSTANT_WITHIN}`,
    holds: ({ ratio }: { ratio: number | undefined }) => ratio !== undefined && Math.abs(ratio - 1) <= CONSTANT_WITHIN,
  };
  return [
    figure({
      group: 'many',
      name: `memory of one more handoff, from ${middle.handoffs.toLocaleString('en')} to ${last.handoffs.toLocaleString('en')}`,
      unit: 'KiB',
      ours: [many],
      floor: [few],
      ratio: many / few,
      goal,
      note: `The floor of this row is ours as well: one more handoff from ${first.handoffs} to ${middle.handoffs.toLocaleString('en')}.`,
    }),
    figure({
      group: 'many',
      name: `CPU per message among ${last.handoffs.toLocaleString('en')}`,
      unit: 'µs',
      ours: [last.cpuUsPerMessage.ours],
      floor: [first.cpuUsPerMessage.ours],
      ratio: last.cpuUsPerMessage.ours / first.cpuUsPerMessage.ours,
      note: `The floor of this row is ours among ${first.handoffs}.`,
    }),
  ];
}
