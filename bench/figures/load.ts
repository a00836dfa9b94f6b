import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { atMost, figure, notMeasured } from '../support/figure';
import type { Group } from './group';

const run = promisify(execFile);

/** Runs in a fresh process, after the peers, which a bot has loaded anyway. */
const PROBE = `
require('botbuilder'); require('botbuilder-dialogs');
global.gc();
const before = process.memoryUsage();
const startedAt = process.hrtime.bigint();
require(process.argv[1]);
const ms = Number(process.hrtime.bigint() - startedAt) / 1e6;
global.gc();
const after = process.memoryUsage();
const sdk = Object.keys(require.cache).some((file) => file.includes('purecloud-platform-client-v2'));
console.log(JSON.stringify({
  ms,
  heapMiB: (after.heapUsed + after.external - before.heapUsed - before.external) / 2 ** 20,
  rssMiB: (after.rss - before.rss) / 2 ** 20,
  sdk,
}));`;

interface Probed {
  ms: number;
  heapMiB: number;
  rssMiB: number;
  sdk: boolean;
}

/** What `require('botbuilder-genesys-cloud')` adds to a bot that starts. */
export const load: Group = {
  name: 'load',
  async measure({ plan, snapshot, say }) {
    say('loading the package');
    const probes: Probed[] = [];
    for (let round = 0; round <= (plan.quick ? 3 : 9); round++) {
      const { stdout } = await run(process.execPath, ['--expose-gc', '-e', PROBE, snapshot.path('src/index.ts')], {
        cwd: snapshot.folder,
      });
      // The first one reads cold files.
      if (round > 0) probes.push(JSON.parse(stdout));
    }
    const values = (key: 'ms' | 'heapMiB' | 'rssMiB') => probes.map((probe) => probe[key]);
    const name = "require('botbuilder-genesys-cloud') beyond its peers";
    const sdk = probes.some((probe) => probe.sdk);
    return {
      figures: [
        figure({ group: 'load', name: `${name}: time`, unit: 'ms', ours: values('ms'), goal: atMost(40, 'ms') }),
        figure({
          group: 'load',
          name: `${name}: memory`,
          unit: 'MiB',
          ours: values('heapMiB'),
          goal: atMost(8, 'MiB'),
        }),
        figure({ group: 'load', name: `${name}: resident memory`, unit: 'MiB', ours: values('rssMiB') }),
        probes.length === 0
          ? notMeasured('load', `${name}: the platform SDK`, 'not loaded', 'No probe answered.')
          : figure({
              group: 'load',
              name: `${name}: copies of the platform SDK`,
              unit: '',
              ours: [sdk ? 1 : 0],
              goal: atMost(0, 'loaded'),
            }),
      ],
    };
  },
};
