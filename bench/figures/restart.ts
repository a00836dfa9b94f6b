import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nowMs } from '../support/arrivals';
import { figure, ratioAtMost } from '../support/figure';
import { type BenchContext, type Group, onStage } from './group';

/** New connections that Genesys lets a deployment have in a minute. Source: Genesys Developer Center, "Limits" (2026-10). */
const CONNECTIONS_PER_MINUTE = 1_000;
const PATIENCE_MS = 120_000;

const NOTE =
  'Killed and started again over files, with our own connection budget lifted; the floor is the minute in which Genesys lets this many connections in. Taken up: the session is configured and what was missed has been read.';

/** How soon a bot that was killed has all its conversations again. */
export const restart: Group = {
  name: 'restart',
  async measure(context) {
    const handoffs = context.plan.quick ? 200 : 1_000;
    context.say(`restart with ${handoffs} handoffs`);
    const seconds = (await once(context, handoffs)) / 1_000;
    const budgetSeconds = (handoffs / CONNECTIONS_PER_MINUTE) * 60;
    return {
      figures: [
        figure({
          group: 'restart',
          name: `restart with ${handoffs.toLocaleString('en')} live handoffs: until all are taken up`,
          unit: 's',
          ours: [seconds],
          floor: [budgetSeconds],
          ratio: seconds / budgetSeconds,
          goal: ratioAtMost(1.1),
          note: NOTE,
        }),
      ],
    };
  },
};

function once(context: BenchContext, handoffs: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-handoffs-'));
  return onStage(context, async (stage) => {
    const settings = { kind: 'relay', coordination: 'file', folder, budgets: 'lifted' } as const;
    const before = await stage.bot('ours', settings);
    await before.handOver(handoffs);
    await before.kill();
    const startedMs = nowMs();
    const after = await stage.bot('ours', settings);
    for (;;) {
      const { historyRead = 0, sessionConfigured = 0 } = await after.counts();
      if (historyRead >= handoffs && sessionConfigured >= handoffs) return nowMs() - startedMs;
      if (nowMs() - startedMs > PATIENCE_MS) {
        throw new Error(`only ${historyRead} of ${handoffs} were taken up: ${after.lastOutput}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }).finally(() => rmSync(folder, { recursive: true, force: true }));
}
