/**
 * The sample as a program. Settings: see `env.TEMPLATE`.
 */
import { appendFile } from 'node:fs/promises';
import { loadEnvFile, portFrom } from '../support/environment';
import { FileStorage } from '../support/fileStorage';
import { stopOnSignal } from '../support/stopOnSignal';
import { startChooseAQueueApp } from './app';

async function main(): Promise<void> {
  loadEnvFile(__dirname);
  const environment = process.env;
  const folder = environment.DATA_DIR || '.data';
  const app = await startChooseAQueueApp({
    port: portFrom(environment, 3978),
    storage: new FileStorage(folder),
    environment,
    // In place of your ticket system: one line of JSON a message.
    onMessageLeft: (message) => appendFile(`${folder}/messages.jsonl`, `${JSON.stringify(message)}\n`),
  });
  stopOnSignal(() => app.stop());
  console.log(`The bot listens on ${app.url}`);
}

main().catch((error: NodeJS.ErrnoException) => {
  const advice = error.code === 'EADDRINUSE' ? ' Set PORT to a free port.' : '';
  console.error(`The bot cannot start. ${error.message}${advice}`);
  process.exitCode = 1;
});
