/**
 * Puts the bot together: adapter, state, handoff, web server.
 */
import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConversationState,
  type Storage,
  type TurnContext,
} from 'botbuilder';
import { GenesysCloudHandoff, settingsFromEnvironment, webMessaging } from 'botbuilder-genesys-cloud';
import { startBotServer } from '../support/botServer';
import type { Environment } from '../support/environment';
import { FirstHandoffBot } from './bot';

export interface FirstHandoffAppOptions {
  /** 0 takes any free port. */
  port: number;
  /** Holds the bot's state and the handoffs. What survives a restart is what this keeps. */
  storage: Storage;
  /** Microsoft's and Genesys' settings, by the names in `env.TEMPLATE`. */
  environment: Environment;
}

export interface FirstHandoffApp {
  /** Where channels post activities to. */
  readonly url: string;
  /** Finishes the turns under way, closes the connections to Genesys, and stops. Handoffs go on after the next start. */
  stop(): Promise<void>;
}

/**
 * Starts the bot.
 *
 * @throws HandoffError `settingsMissing` or `settingsInvalid`, naming the setting.
 */
export async function startFirstHandoffApp(options: FirstHandoffAppOptions): Promise<FirstHandoffApp> {
  const { port, storage, environment } = options;
  const settings = settingsFromEnvironment(environment);
  const conversationState = new ConversationState(storage);
  const handoff = new GenesysCloudHandoff({ transport: webMessaging(settings), conversationState, storage });
  const bot = new FirstHandoffBot({ conversationState, handoff, queue: settings.queue });
  const runBot = (context: TurnContext) => bot.run(context);

  const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication(environment as Record<string, string>));
  adapter.use(handoff.middleware); // before any other middleware: what it holds is not the bot's
  adapter.onTurnError = async (context, error) => {
    console.error(`The bot failed in a turn: ${error.name}: ${error.message}`);
    await context.sendActivity('Sorry, something went wrong.');
  };

  // Before the server, so that no message arrives while handoffs of an earlier run are still being taken up.
  await handoff.start({ adapter, botAppId: environment.MicrosoftAppId ?? '', resume: runBot });
  try {
    const server = await startBotServer({
      port,
      thisMachineOnly: !environment.MicrosoftAppId,
      process: (request, response) => adapter.process(request, response, runBot),
    });
    return {
      url: server.url,
      async stop() {
        await server.close();
        await handoff.stop();
      },
    };
  } catch (error) {
    await handoff.stop();
    throw error;
  }
}
