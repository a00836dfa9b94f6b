/**
 * `npm run bot`: the sample bot as a program. Settings: see `env.TEMPLATE`.
 */

import { loadEnvFile, portFrom } from '../support/environment';
import { FileStorage } from '../support/fileStorage';
import { stopOnSignal } from '../support/stopOnSignal';
import { startFirstHandoffApp } from './app';

async function main(): Promise<void> {
  loadEnvFile(__dirname);
  const environment = process.env;
  const app = await startFirstHandoffApp({
    port: portFrom(environment, 3978),
    storage: new FileStorage(environment.DATA_DIR || '.data'),
    environment,
  });
  stopOnSignal(() => app.stop());
  console.log(`The bot listens on ${app.url}`);
}

main().catch((error: NodeJS.ErrnoException) => {
  const advice = error.code === 'EADDRINUSE' ? ' Set PORT to a free port.' : '';
  console.error(`The bot cannot start. ${error.message}${advice}`);
  process.exitCode = 1;
});
