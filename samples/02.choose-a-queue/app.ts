/**
 * Puts the bot together, as in the first sample, and adds what OAuth credentials make possible.
 */
import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConversationState,
  type Storage,
  type TurnContext,
} from 'botbuilder';
import {
  type AvailabilityOptions,
  GenesysCloudHandoff,
  platformFromEnvironment,
  settingsFromEnvironment,
  webMessaging,
} from 'botbuilder-genesys-cloud';
import { startBotServer } from '../support/botServer';
import type { Environment } from '../support/environment';
import { ChooseAQueueBot, type ChooseAQueueBotOptions } from './bot';

export interface ChooseAQueueAppOptions {
  /** 0 takes any free port. */
  port: number;
  /** Holds the bot's state and the handoffs. */
  storage: Storage;
  /** Microsoft's and Genesys' settings, by the names in `env.TEMPLATE`. */
  environment: Environment;
  onMessageLeft: ChooseAQueueBotOptions['onMessageLeft'];
}

export interface ChooseAQueueApp {
  /** Where channels post activities to. */
  readonly url: string;
  /** The operator's switch. */
  readonly handoff: GenesysCloudHandoff;
  stop(): Promise<void>;
}

/** Starts the bot. @throws HandoffError `settingsMissing` or `settingsInvalid`, naming the setting. */
export async function startChooseAQueueApp(options: ChooseAQueueAppOptions): Promise<ChooseAQueueApp> {
  const { port, storage, environment, onMessageLeft } = options;
  const conversationState = new ConversationState(storage);
  const platform = platformFromEnvironment(environment);
  const handoff = new GenesysCloudHandoff({
    transport: webMessaging(settingsFromEnvironment(environment)),
    conversationState,
    storage,
    platform,
    availability: platform === undefined ? {} : availabilityFrom(environment),
    // This bot finds words of its own for these.
    texts: { en: { disabled: '', outsideHours: '', noAgents: '', nobodyInTime: '', failed: '' } },
  });
  const bot = new ChooseAQueueBot({ conversationState, handoff, hasPlatform: platform !== undefined, onMessageLeft });
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
      handoff,
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

/** Opening hours and emergencies where they are named; somebody must be there in any case. */
function availabilityFrom(environment: Environment): AvailabilityOptions {
  return {
    scheduleGroup: environment.GENESYSCLOUD_SCHEDULE_GROUP || undefined,
    emergencyGroup: environment.GENESYSCLOUD_EMERGENCY_GROUP || undefined,
    requireAgents: true,
  };
}
