import type { BotUnderTest } from '../support/botUnderTest';
import { figure, ratioAtLeast } from '../support/figure';
import { pairedRatio } from '../support/statistics';
import { alternate, type Group, onStage } from './group';

const HANDOFFS = 200;

const NOTE =
  'Messages of both directions per second of CPU time of the bot, every conversation saying the next thing as soon as it was answered. Our rate limits are lifted: Genesys would allow these conversations 909 messages a second.';

/** How much one core carries when everybody talks at once. */
export const throughput: Group = {
  name: 'throughput',
  measure: (context) =>
    onStage(context, async (stage) => {
      const { quick } = context.plan;
      const handoffs = quick ? 50 : HANDOFFS;
      const count = handoffs * (quick ? 10 : 20);
      const ours = await stage.bot('ours', { kind: 'relay', budgets: 'lifted' });
      const floor = await stage.bot('floor', { kind: 'floor' });
      for (const bot of [ours, floor]) await bot.handOver(handoffs);
      await stage.genesys.ask('answer', { on: true });
      context.say(`throughput with ${handoffs} handoffs`);
      let round = 0;
      const side = (bot: BotUnderTest) => async () => {
        const prefix = `${bot.label} t${++round}:`;
        const before = await bot.usage();
        const tookMs = await stage.channel.ask('converse', {
          label: bot.label,
          botUrl: bot.url,
          prefix,
          count,
          conversations: handoffs,
        });
        const cpuMs = (await bot.usage()).cpuMs - before.cpuMs;
        return { perCpuSecond: (2 * count * 1_000) / cpuMs, perSecond: (2 * count * 1_000) / tookMs };
      };
      const [oursRounds = [], floorRounds = []] = await alternate(quick ? 2 : 6, [ours, floor].map(side));
      const pick = (rounds: typeof oursRounds, key: keyof (typeof oursRounds)[number]) => rounds.map((one) => one[key]);
      const line = (key: keyof (typeof oursRounds)[number]) => {
        const [oursValues, floorValues] = [pick(oursRounds, key), pick(floorRounds, key)];
        return { ours: oursValues, floor: floorValues, ratio: pairedRatio(oursValues, floorValues) };
      };
      const shared = { group: 'throughput', unit: '/s' };
      return {
        figures: [
          figure({
            ...shared,
            ...line('perCpuSecond'),
            name: `throughput per core with ${handoffs} live handoffs`,
            goal: ratioAtLeast(0.85),
            note: NOTE,
          }),
          figure({
            ...shared,
            ...line('perSecond'),
            name: 'the same by the wall clock, beside everything else on the machine',
          }),
        ],
      };
    }),
};
