/**
 * `npm run chaos`: bots and agents exchange numbered messages over the real parts while a seeded schedule drops sockets,
 * delays, duplicates, reorders, answers 429 and 5xx on both sides, and kills the bot's process. Fails unless nothing was
 * lost, doubled, reordered, leaked or left open. Ctrl-C ends a run early and judges what was said until then. Everything
 * stays on this machine.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator } from 'botbuilder-genesys-cloud/simulator';
import { startLocalChannel } from '../../samples/support/localChannel';
import { seededRandom } from '../support/seededRandom';
import { BotKeeper } from './botKeeper';
import { Dialogue, PACE_MS } from './dialogue';
import { Faults } from './faults';
import { planFrom } from './plan';
import { failures, judge } from './verdict';

const FAULT_INTERVAL_MS = 250;

async function main(): Promise<number> {
  const plan = planFrom(process.argv.slice(2));
  const random = seededRandom(plan.seed);
  const folder = mkdtempSync(join(tmpdir(), 'chaos-'));
  const agents = Array.from({ length: 20 }, (_, index) => ({ name: `Agent ${index + 1}`, capacity: 10_000 }));
  const genesys = await startSimulator({ agents, random, waitTimeoutMs: 0 });
  Object.assign(genesys.deployment().configuration, {
    conversationDisconnect: { enabled: true, type: 'Send' },
    conversationClear: { enabled: true },
  });
  const log = join(folder, 'bots.log');
  const keeper = new BotKeeper(
    {
      DATA_DIR: join(folder, 'data'),
      GENESYSCLOUD_ENDPOINT: genesys.url,
      GENESYSCLOUD_DEPLOYMENT_ID: genesys.deploymentId,
    },
    log,
  );
  const channel = await startLocalChannel({ port: 0, botUrl: '' });
  const startedAtMs = Date.now();
  let failed = true;
  try {
    channel.botUrl = await keeper.start();
    const share = spread(plan.messages, plan.conversations);
    const dialogues = share.map((count, index) => new Dialogue(genesys, channel, index, count, random));
    const faults = new Faults(genesys, channel, random);
    faults.start(FAULT_INTERVAL_MS);
    const done = Promise.allSettled(dialogues.map((dialogue) => dialogue.run()));
    let early = false;
    process.once('SIGINT', () => {
      early = true;
      console.log('Ending early: what was said so far is waited for and judged.');
      for (const dialogue of dialogues) dialogue.hurry();
    });
    let over = false;
    void done.then(() => {
      over = true;
    });
    const kills = killFromTimeToTime();
    const progress = setInterval(report, 5_000);
    const results = await done;
    clearInterval(progress);
    const killed = await kills;
    faults.stop();
    for (const result of results) if (result.status === 'rejected') console.error(String(result.reason));
    const verdict = judge(dialogues);
    const { toAgent, toUser } = verdict;
    console.log(`\nseed ${plan.seed}, ${plan.conversations} conversations, ${seconds(Date.now() - startedAtMs)} s\n`);
    console.table({ 'user → agent': toAgent, 'agent → user': toUser });
    console.table({
      'bot turns that leaked': verdict.leakedTurns,
      'handoffs left open': verdict.leftOpen,
      'came back twice': verdict.cameBackTwice,
      'bot killed': killed,
      ...faults.counts,
    });
    const found = failures(verdict, plan.conversations, killed);
    if (killed < plan.kills && !early) found.push(`only ${killed} of ${plan.kills} kills happened: send more messages`);
    for (const failure of found) console.error(`FAILED: ${failure}`);
    failed = found.length > 0;
    if (failed) {
      for (const text of verdict.missing.slice(0, 10)) console.error(`  ${dialogueOf(dialogues, text)}: ${text}`);
      console.error(`What the bots wrote is in ${log}`);
    } else console.log('Nothing lost, reordered, leaked or left open.');
    return found.length === 0 ? 0 : 1;

    async function killFromTimeToTime(): Promise<number> {
      let count = 0;
      for (; count < plan.kills && !over; count++) {
        await sleep(((plan.messages / plan.conversations) * PACE_MS) / (plan.kills + 1) + random() * 1_000);
        if (over) break;
        await keeper.kill();
        faults.noteKill();
        channel.botUrl = await keeper.start();
      }
      return count;
    }

    function report(): void {
      const started = dialogues.filter(({ conversation }) => conversation !== undefined);
      const arrived = started.reduce((sum, dialogue) => sum + dialogue.read().length, 0);
      const back = started.filter((dialogue) => dialogue.returns() > 0).length;
      console.log(
        `${seconds(Date.now() - startedAtMs)} s: ${arrived} messages at the agents, ${back} of ${dialogues.length} back with the bot`,
      );
    }
  } finally {
    await keeper.kill();
    await channel.close();
    await genesys.close();
    // After a failure somebody will want to know why.
    if (!failed) rmSync(folder, { recursive: true, force: true });
  }
}

/** The channel's name for the conversation that a numbered message belongs to. */
function dialogueOf(dialogues: readonly Dialogue[], text: string): string {
  return dialogues[Number(/\d+/.exec(text)?.[0])]?.user?.id ?? 'unknown';
}

/** Splits a number into as equal shares as whole numbers allow. */
function spread(total: number, shares: number): number[] {
  return Array.from({ length: shares }, (_, index) => Math.floor(total / shares) + (index < total % shares ? 1 : 0));
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

void main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
