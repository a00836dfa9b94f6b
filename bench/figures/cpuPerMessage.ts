import { figure, ratioAtMost } from '../support/figure';
import { pairedRatio } from '../support/statistics';
import { alternate, type Group, type GroupResult, onStage } from './group';

const GOALS = { toAgent: ratioAtMost(1.25), toUser: ratioAtMost(1.15) };
const NAMES = { toAgent: 'user → agent: CPU per message', toUser: 'agent → user: CPU per message' };

/**
 * CPU time of the bot's process for each message. The pace stays below Genesys' limits, which are therefore in force on
 * our side: what they cost to keep is part of the figure.
 */
export const cpuPerMessage: Group = {
  name: 'cpu',
  measure: (context) =>
    onStage(context, async (stage) => {
      const { quick } = context.plan;
      const conversations = quick ? 100 : 400;
      const volume = { count: quick ? 400 : 1_200, perSecond: quick ? 200 : 400 };
      const ours = await stage.bot('ours', { kind: 'relay' });
      const floor = await stage.bot('floor', { kind: 'floor' });
      const bag = await stage.bot('bag', { kind: 'relay', coordination: 'bag' });
      for (const bot of [ours, floor, bag]) await bot.handOver(conversations);
      const result: GroupResult = { figures: [] };
      for (const direction of ['toAgent', 'toUser'] as const) {
        context.say(NAMES[direction]);
        // A bot runs for days: what its first messages cost in compiling is another figure.
        if (!quick)
          for (const bot of [ours, floor, bag]) await stage.round(bot, direction, { ...volume, count: 4_000 });
        const sides = [ours, floor, bag].map((bot) => async () => {
          const { cpuUsPerMessage, lost } = await stage.round(bot, direction, volume);
          if (lost > 0) throw new Error(`${bot.label} lost ${lost} messages: ${bot.lastOutput}`);
          return cpuUsPerMessage;
        });
        const [oursUs = [], floorUs = [], bagUs = []] = await alternate(quick ? 2 : 6, sides);
        const shared = { group: 'cpu', unit: 'µs', floor: floorUs };
        result.figures.push(
          figure({
            ...shared,
            name: NAMES[direction],
            ours: oursUs,
            ratio: pairedRatio(oursUs, floorUs),
            goal: GOALS[direction],
          }),
          figure({
            ...shared,
            name: `${NAMES[direction]}, botFrameworkStorage in memory`,
            ours: bagUs,
            ratio: pairedRatio(bagUs, floorUs),
          }),
        );
      }
      return result;
    }),
};
