/** The bot of a chaos run, as a process of its own so that it can be killed: the first sample over a file storage. */
import { startFirstHandoffApp } from '../../samples/01.first-handoff/app';
import { FileStorage } from '../../samples/support/fileStorage';

async function main(): Promise<void> {
  const { CHAOS_PORT, DATA_DIR } = process.env;
  const app = await startFirstHandoffApp({
    port: Number(CHAOS_PORT ?? 0),
    storage: new FileStorage(DATA_DIR ?? '.data'),
    environment: process.env,
  });
  process.send?.({ url: app.url });
  process.on('disconnect', () => process.exit(0));
}

void main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
