/**
 * `npx tsx samples/03.rich-conversation`: the bot, a chat, a Genesys Cloud simulator and its agent desk, on one page.
 */
import { join } from 'node:path';
import { startDemo } from '../demo/demo';
import { portFrom } from '../support/environment';
import { stopOnSignal } from '../support/stopOnSignal';
import { startRichConversationApp } from './app';

async function main(): Promise<void> {
  const demo = await startDemo({
    port: portFrom(process.env, 3000),
    cacheFolder: join(__dirname, '../../node_modules/.cache'),
    report: console.log,
    rich: true,
    startApp: startRichConversationApp,
  });
  stopOnSignal(() => demo.stop());
  console.log(`\nOpen ${demo.url} in a browser. Ctrl-C stops everything.`);
}

main().catch((error: Error) => {
  console.error(`The sample cannot start. ${error.message}`);
  process.exit(1);
});
