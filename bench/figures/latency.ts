import type { BotUnderTest } from '../support/botUnderTest';
import { type Figure, figure, ratioAtMost } from '../support/figure';
import { pairedRatio, quantile } from '../support/statistics';
import { alternate, type Group, onStage } from './group';

const PER_SECOND = 50;
const WAYS = { toAgent: 'user → agent', toUser: 'agent → user' } as const;

const WINDOW_NOTE =
  'By design: Genesys promises no order on its socket, so a message waits up to 200 ms (`reorderWindowMs`) for one that it overtook. The goal is judged with 0.';

/** How long a word takes from one human to the other, at a pace that leaves everybody time. */
export const latency: Group = {
  name: 'latency',
  measure: (context) =>
    onStage(context, async (stage) => {
      const { quick } = context.plan;
      const volume = { count: quick ? 150 : 300, perSecond: PER_SECOND };
      const ours = await stage.bot('ours', { kind: 'relay' });
      const floor = await stage.bot('floor', { kind: 'floor' });
      const careful = await stage.bot('careful', { kind: 'relay', reorderWindowMs: 200 });
      for (const bot of [ours, floor, careful]) await bot.handOver(quick ? 50 : 200);
      const figures: Figure[] = [];
      for (const direction of ['toAgent', 'toUser'] as const) {
        context.say(`latency ${WAYS[direction]}`);
        const side = (bot: BotUnderTest) => async () => (await stage.round(bot, direction, volume)).latenciesMs;
        const bots = direction === 'toUser' ? [ours, floor, careful] : [ours, floor];
        const [oursMs = [], floorMs = [], carefulMs = []] = await alternate(quick ? 2 : 4, bots.map(side));
        const at = (rounds: number[][], share: number) => rounds.map((round) => quantile(round, share));
        for (const [name, share, bound] of [
          ['p50', 0.5, 1.2],
          ['p99', 0.99, 1.5],
        ] as const) {
          const floorAt = at(floorMs, share);
          const shared = { group: 'latency', unit: 'ms', floor: floorAt };
          const title = `${WAYS[direction]}: latency ${name} at ${PER_SECOND}/s`;
          const line = (rounds: number[][]) => ({
            ours: at(rounds, share),
            ratio: pairedRatio(at(rounds, share), floorAt),
          });
          figures.push(figure({ ...shared, ...line(oursMs), name: title, goal: ratioAtMost(bound) }));
          if (carefulMs.length === 0) continue;
          figures.push(
            figure({ ...shared, ...line(carefulMs), name: `${title}, as it is by default`, note: WINDOW_NOTE }),
          );
        }
      }
      return { figures };
    }),
};
