/**
 * Puts the bot together, as in the first sample, and adds what a rich conversation needs.
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
import { RichConversationBot } from './bot';

export interface RichConversationAppOptions {
  /** 0 takes any free port. */
  port: number;
  /** Holds the bot's state and the handoffs. */
  storage: Storage;
  /** Microsoft's and Genesys' settings, by the names in `env.TEMPLATE`. */
  environment: Environment;
}

export interface RichConversationApp {
  /** Where channels post activities to. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the bot. @throws HandoffError `settingsMissing` or `settingsInvalid`, naming the setting. */
export async function startRichConversationApp(options: RichConversationAppOptions): Promise<RichConversationApp> {
  const { port, storage, environment } = options;
  const settings = settingsFromEnvironment(environment);
  const conversationState = new ConversationState(storage);
  const handoff = new GenesysCloudHandoff({
    transport: webMessaging(settings),
    conversationState,
    storage,
    // Users' files come from the channel's own hosts; a channel of one's own has to be named.
    attachmentHosts: (environment.ATTACHMENT_HOSTS ?? '').split(',').filter((host) => host !== ''),
    // What was said to the bot stands before the agent, and what was said to the agent comes back with the outcome.
    transcriptLines: 10,
    outcomeTranscriptLines: 50,
    // A text of one's own, and one that is silenced.
    texts: { en: { flowLabel: 'Assistant', connectionBack: '' } },
  });
  const bot = new RichConversationBot({ conversationState, handoff, queue: settings.queue });
  const runBot = (context: TurnContext) => bot.run(context);

  const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication(environment as Record<string, string>));
  adapter.use(handoff.middleware); // before any other middleware: what it holds is not the bot's
  adapter.onTurnError = async (context, error) => {
    console.error(`The bot failed in a turn: ${error.name}: ${error.message}`);
    await context.sendActivity('Sorry, something went wrong.');
  };

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
