import type { BotUnderTest } from '../support/botUnderTest';
import { atMost, figure, ratioAtMost } from '../support/figure';
import { pairedRatio } from '../support/statistics';
import { alternate, type Group, onStage } from './group';

const NAME = 'a turn without a handoff: CPU, with and without the middleware';

/** What the middleware costs those who do not need it: most turns of most bots. */
export const turnWithoutHandoff: Group = {
  name: 'turn',
  measure: (context) =>
    onStage(context, async (stage) => {
      const { quick } = context.plan;
      const count = quick ? 300 : 800;
      const guarded = await stage.bot('guarded', { kind: 'guarded' });
      const plain = await stage.bot('plain', { kind: 'plain' });
      const bag = await stage.bot('bag', { kind: 'guarded', coordination: 'bag' });
      const before = await bag.counts();
      context.say(NAME);
      const turns = (bot: BotUnderTest) => async () => {
        const before = await bot.usage();
        await stage.channel.ask('turns', { label: bot.label, botUrl: bot.url, count, places: 10 });
        return (((await bot.usage()).cpuMs - before.cpuMs) * 1_000) / count;
      };
      const [guardedUs = [], plainUs = [], bagUs = []] = await alternate(
        quick ? 4 : 20,
        [guarded, plain, bag].map(turns),
      );
      const after = await bag.counts();
      const reads = (who: 'handoffReads' | 'botReads') => (after[who] ?? Number.NaN) - (before[who] ?? Number.NaN);
      const shared = { group: 'turn', unit: 'µs', floor: plainUs };
      return {
        figures: [
          figure({
            ...shared,
            name: NAME,
            ours: guardedUs,
            ratio: pairedRatio(guardedUs, plainUs),
            goal: ratioAtMost(1.03),
            note: 'The floor is the same bot without the middleware: it loads and saves its state and answers once.',
          }),
          figure({
            ...shared,
            name: `${NAME}, botFrameworkStorage in memory`,
            ours: bagUs,
            ratio: pairedRatio(bagUs, plainUs),
          }),
          figure({
            group: 'turn',
            name: 'a turn without a handoff: storage reads of ours',
            unit: '',
            // The bot itself reads its state once per turn.
            ours: [reads('handoffReads') / reads('botReads')],
            goal: atMost(1, 'read'),
          }),
        ],
      };
    }),
};
