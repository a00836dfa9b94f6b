/**
 * `npm start`: everything on one page, on this machine: a user's chat, the sample bot, a Genesys Cloud simulator and its
 * agent desk.
 */
import { join } from 'node:path';
import { portFrom } from '../support/environment';
import { stopOnSignal } from '../support/stopOnSignal';
import { startDemo } from './demo';

/** Survives a new `npm start`, goes with `node_modules`, and is never committed. */
const CACHE_FOLDER = join(__dirname, '../../node_modules/.cache');

async function main(): Promise<void> {
  const wanted = portFrom(process.env, 3000);
  const demo = await startDemo({ port: wanted, cacheFolder: CACHE_FOLDER, report: console.log });
  stopOnSignal(() => demo.stop());
  console.log(`\nOpen ${demo.url} in a browser. Ctrl-C stops everything.`);
}

main().catch((error: Error) => {
  console.error(`The demo cannot start. ${error.message}`);
  process.exit(1);
});
