/** A bot under test, as a process of its own. Which one, `start` says; all of them stand on the same server and adapter. */
import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { startBotServer } from '../../samples/support/botServer';
import type { BenchBot, BotSettings } from '../bots/benchBot';
import { nowMs } from '../support/arrivals';
import { serveCommands } from '../support/commands';
import { readUsage, type Usage } from '../support/usage';

let bot: BenchBot | undefined;

const commands = {
  async start(settings: BotSettings): Promise<{ url: string; startedMs: number }> {
    const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
    adapter.onTurnError = async (_context, error) => {
      console.error(error);
      throw error;
    };
    bot = await create(settings);
    const startMs = nowMs();
    await bot.start(adapter);
    const server = await startBotServer({
      port: 0,
      thisMachineOnly: true,
      process: (request, response) => adapter.process(request, response, (context) => bot!.run(context)),
    });
    return { url: server.url.replace('localhost', '127.0.0.1'), startedMs: nowMs() - startMs };
  },

  usage: ({ settle }: { settle: boolean }): Promise<Usage> => readUsage(settle),

  counts(): Record<string, number> {
    return bot?.counts() ?? {};
  },
};

export type BotCommands = typeof commands;

/** Loaded on demand: a bot pays for its own libraries only. */
async function create(settings: BotSettings): Promise<BenchBot> {
  switch (settings.kind) {
    case 'relay':
      return new (await import('../bots/relayBot.js')).RelayBot(settings);
    case 'floor':
      return new (await import('../bots/floorBot.js')).FloorBot(settings);
    case 'plain':
    case 'guarded':
      return new (await import('../bots/echoBot.js')).EchoBot(settings);
    case 'tokenPerMessage':
    case 'platformSdk':
      return new (await import('../bots/peerBot.js')).PeerBot(settings);
  }
}

serveCommands(commands);
