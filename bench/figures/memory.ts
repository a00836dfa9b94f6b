import { type Figure, figure, ratioAtMost } from '../support/figure';
import { pairedRatio } from '../support/statistics';
import { alternate, type Group, onStage } from './group';

const NOTE =
  'Resident memory after garbage collection, which has what a socket holds outside of the heap as well. What the collector counts as live stands below.';

/** What a handoff holds while nobody says anything, beside a WebSocket that is merely open. */
export const memory: Group = {
  name: 'memory',
  async measure(context) {
    const { quick } = context.plan;
    const count = quick ? 300 : 1_000;
    const grow = (from: { heapKiB: number; rssKiB: number }, to: { heapKiB: number; rssKiB: number }, by: number) => ({
      heapKiB: (to.heapKiB - from.heapKiB) / by,
      rssKiB: (to.rssKiB - from.rssKiB) / by,
    });
    context.say(`memory of ${count} idle handoffs`);
    const results = await alternate(quick ? 1 : 2, [
      () =>
        onStage(context, async (stage) => {
          const bot = await stage.bot('ours', { kind: 'relay', budgets: 'lifted' });
          // What every process loads and compiles once is not a handoff's.
          await bot.handOver(50);
          const before = await bot.usage(true);
          await bot.handOver(50 + count);
          return grow(before, await bot.usage(true), count);
        }),
      () =>
        onStage(context, async (stage) => {
          const sockets = stage.sockets();
          const open = { ...stage.place, places: 20 };
          await sockets.ask('open', { ...open, count: 50 });
          const before = await sockets.ask('usage');
          await sockets.ask('open', { ...open, count });
          return grow(before, await sockets.ask('usage'), count);
        }),
      () =>
        onStage(context, async (stage) => {
          const bot = await stage.bot('floor', { kind: 'floor' });
          await bot.handOver(50);
          const before = await bot.usage(true);
          await bot.handOver(50 + count);
          return grow(before, await bot.usage(true), count);
        }),
    ]);
    const [ours = [], bare = [], floor = []] = results;
    const line = (key: 'heapKiB' | 'rssKiB', beside: typeof bare) => {
      const [oursKiB, besideKiB] = [ours.map((one) => one[key]), beside.map((one) => one[key])];
      return { ours: oursKiB, floor: besideKiB, ratio: pairedRatio(oursKiB, besideKiB) };
    };
    const shared = { group: 'memory', unit: 'KiB' };
    const figures: Figure[] = [
      figure({
        ...shared,
        ...line('rssKiB', bare),
        name: 'memory per idle live handoff, beside a bare ws client',
        goal: ratioAtMost(1.5),
        note: NOTE,
      }),
      figure({
        ...shared,
        ...line('rssKiB', floor),
        name: 'the same beside the floor bot, which keeps a reference as well',
      }),
      figure({ ...shared, ...line('heapKiB', bare), name: 'live heap per idle live handoff, beside a bare ws client' }),
    ];
    return { figures };
  },
};
