/**
 * `npm run chaos:steps`: one short handoff for every storage write of the bot, each with the bot's process killed right
 * before or right after that write and started again. Together they cut start, relay, end and resume at every step.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from 'botbuilder-genesys-cloud/simulator';
import { startLocalChannel } from '../../samples/support/localChannel';
import { seededRandom } from '../support/seededRandom';
import { BotKeeper } from './botKeeper';
import { Dialogue } from './dialogue';
import { failures, judge } from './verdict';

/** Messages in each direction of one handoff. */
const MESSAGES = 2;

/** More writes than a handoff of that length makes; the run stops by itself at the first that is never reached. */
const MOST_WRITES = 80;

async function main(): Promise<number> {
  const genesys = await startSimulator({ waitTimeoutMs: 0 });
  Object.assign(genesys.deployment().configuration, {
    conversationDisconnect: { enabled: true, type: 'Send' },
    conversationClear: { enabled: true },
  });
  const random = seededRandom(1);
  let failed = 0;
  try {
    const only = process.argv[2];
    if (only !== undefined) {
      console.log(await cutAt(only));
      return 0;
    }
    for (const side of ['before', 'after'] as const) {
      for (let write = 1; write <= MOST_WRITES; write++) {
        const step = `${side}:${write}`;
        const { killed, found } = await cutAt(step);
        if (!killed) {
          console.log(`${side} each of ${write - 1} writes: done`);
          break;
        }
        failed += found.length > 0 ? 1 : 0;
        console.log(`${step}: ${found.length === 0 ? 'ok' : found.join('; ')}`);
      }
    }
  } finally {
    await genesys.close();
  }
  console.log(
    failed === 0 ? 'Nothing lost, stuck or doubled beyond the one message of a kill.' : `${failed} steps FAILED`,
  );
  return failed === 0 ? 0 : 1;

  async function cutAt(step: string): Promise<{ killed: boolean; found: string[] }> {
    const folder = mkdtempSync(join(tmpdir(), 'chaos-step-'));
    const environment = {
      DATA_DIR: folder,
      GENESYSCLOUD_ENDPOINT: genesys.url,
      GENESYSCLOUD_DEPLOYMENT_ID: genesys.deploymentId,
    };
    const channel = await startLocalChannel({ port: 0, botUrl: '' });
    const first = new BotKeeper({ ...environment, CHAOS_KILL_AT: step });
    const second = new BotKeeper(environment);
    let killed = false;
    try {
      channel.botUrl = await first.start();
      const restarted = first.ended().then(async () => {
        killed = true;
        channel.botUrl = await second.start();
      });
      restarted.catch(() => {});
      const dialogue = new Dialogue(genesys, channel, number++, MESSAGES, random);
      const problem = await dialogue.run().then(
        () => [],
        (error: Error) => [error.message],
      );
      const verdict = judge([dialogue]);
      if (problem.length > 0)
        console.error(
          first.lastOutput,
          second.lastOutput,
          channel.botUrl,
          dialogue.user?.activities.map((a) => a.text),
        );
      return { killed, found: [...problem, ...failures(verdict, 1, 1)] };
    } finally {
      await first.kill();
      await second.kill();
      await channel.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** Numbers the dialogues, so that their texts differ. */
let number = 0;

void main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
