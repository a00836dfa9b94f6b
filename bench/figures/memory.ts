import { type Figure, figure, ratioAtMost } from '../support/figure';
import { alternate, type Group, onStage } from './group';

const NOTE =
  'Live objects after garbage collection, and what hangs on them outside of the heap, over so many connections. Resident memory stands below; it holds what the allocator has not given back as well.';

/** What a handoff holds while nobody says anything, beside a WebSocket that is merely open. */
export const memory: Group = {
  name: 'memory',
  async measure(context) {
    const { quick } = context.plan;
    const count = quick ? 300 : 1_000;
    const grow = async (
      from: { heapKiB: number; rssKiB: number },
      to: { heapKiB: number; rssKiB: number },
      by: number,
    ) => ({
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
      return { ours: oursKiB, floor: besideKiB, ratio: (oursKiB[0] ?? Number.NaN) / (besideKiB[0] ?? Number.NaN) };
    };
    const shared = { group: 'memory', unit: 'KiB' };
    const figures: Figure[] = [
      figure({
        ...shared,
        ...line('heapKiB', bare),
        name: 'memory per idle live handoff, beside a bare ws client',
        goal: ratioAtMost(1.5),
        note: NOTE,
      }),
      figure({
        ...shared,
        ...line('heapKiB', floor),
        name: 'the same beside the floor bot, which keeps a reference as well',
      }),
      figure({
        ...shared,
        ...line('rssKiB', bare),
        name: 'resident memory per idle live handoff, beside a bare ws client',
      }),
    ];
    return { figures };
  },
};
