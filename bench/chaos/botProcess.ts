/** The bot of a chaos run, as a process of its own so that it can be killed: the first sample over a file storage. */
import { startFirstHandoffApp } from '../../samples/01.first-handoff/app';
import { FileStorage } from '../../samples/support/fileStorage';
import { KillingStorage } from './killingStorage';

async function main(): Promise<void> {
  const { CHAOS_KILL_AT, DATA_DIR } = process.env;
  const files = new FileStorage(DATA_DIR ?? '.data');
  const app = await startFirstHandoffApp({
    port: 0,
    storage: CHAOS_KILL_AT ? new KillingStorage(files, CHAOS_KILL_AT) : files,
    environment: process.env,
  });
  process.send?.({ url: app.url });
  process.on('disconnect', () => process.exit(0));
}

void main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
