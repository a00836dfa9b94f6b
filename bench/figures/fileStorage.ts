import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BotUnderTest } from '../support/botUnderTest';
import { type Figure, figure } from '../support/figure';
import { pairedRatio, quantile } from '../support/statistics';
import { alternate, type Group, onStage } from './group';

const NAMES = { toAgent: 'user → agent', toUser: 'agent → user' } as const;
const NOTE =
  'Beside the figures, not judged: `botFrameworkStorage` over files, each change of a record written and flushed to the disk before it counts.';

/** What durability costs: the relay over files that survive a power cut. */
export const fileStorage: Group = {
  name: 'file',
  async measure(context) {
    const { quick } = context.plan;
    const folder = mkdtempSync(join(tmpdir(), 'bench-handoffs-'));
    const volume = { count: quick ? 50 : 200, perSecond: 50 };
    try {
      return await onStage(context, async (stage) => {
        const durable = await stage.bot('file', { kind: 'relay', coordination: 'file', folder });
        const floor = await stage.bot('floor', { kind: 'floor' });
        for (const bot of [durable, floor]) await bot.handOver(50);
        const figures: Figure[] = [];
        for (const direction of ['toAgent', 'toUser'] as const) {
          context.say(`${NAMES[direction]} over files`);
          const side = (bot: BotUnderTest) => () => stage.round(bot, direction, volume);
          const [ours = [], beside = []] = await alternate(quick ? 1 : 3, [durable, floor].map(side));
          const lost = ours.reduce((sum, round) => sum + round.lost, 0);
          if (lost > 0) throw new Error(`lost ${lost} messages: ${durable.lastOutput}`);
          const line = (name: string, unit: string, of: (round: (typeof ours)[number]) => number) => {
            const [mine, floors] = [ours.map(of), beside.map(of)];
            const title = `${NAMES[direction]} over files: ${name}`;
            const ratio = pairedRatio(mine, floors);
            return figure({ group: 'file', name: title, unit, ours: mine, floor: floors, ratio, note: NOTE });
          };
          figures.push(
            line('CPU per message', 'µs', (round) => round.cpuUsPerMessage),
            line('latency p50 at 50/s', 'ms', (round) => quantile(round.latenciesMs, 0.5)),
          );
        }
        return { figures };
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
