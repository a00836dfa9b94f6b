/**
 * The parts of the demo, started in the order in which they need each other, each on a loopback port of its own.
 */
import { MemoryStorage, type Storage } from 'botbuilder';
import { startSimulator } from 'botbuilder-genesys-cloud/simulator';
import { startFirstHandoffApp } from '../01.first-handoff/app';
import type { Environment } from '../support/environment';
import { type LocalChannel, type LocalChannelOptions, startLocalChannel } from '../support/localChannel';
import { demoPages } from './pages';
import { webChatBundle } from './webChatBundle';

/** What every sample's app takes and gives. */
export interface BotAppOptions {
  port: number;
  storage: Storage;
  environment: Environment;
}

export interface BotApp {
  readonly url: string;
  stop(): Promise<void>;
}

export interface DemoOptions {
  /** The page's port. 0 takes any; when it is taken, a free one is used and reported. */
  port: number;
  /** Where Web Chat is kept between starts. */
  cacheFolder: string;
  /** Which bot. Default: the first sample. */
  startApp?(options: BotAppOptions): Promise<BotApp>;
  /** With the whole of Web Chat, cards and uploads included. Default false. */
  rich?: boolean;
  /** Told what a person at the terminal wants to know. */
  report(line: string): void;
}

export interface Demo {
  /** The page. */
  readonly url: string;
  readonly simulator: Awaited<ReturnType<typeof startSimulator>>;
  readonly channel: LocalChannel;
  stop(): Promise<void>;
}

/** Starts everything, or nothing: what runs already is stopped again when a later part cannot start. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { rich = false, startApp = startFirstHandoffApp } = options;
  const running: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const stopPart of running.splice(0).reverse()) await stopPart();
  };
  try {
    const webChat = await webChatBundle(options.cacheFolder, options.report, rich ? 'full' : 'minimal');

    const simulator = await startSimulator();
    running.push(() => simulator.close());

    const channel = await startChannel(
      { port: options.port, botUrl: '', pages: demoPages(webChat, simulator.deskUrl, rich) },
      options.report,
    );
    running.push(() => channel.close());

    // In memory: the simulator forgets its conversations when it stops, so there is nothing to go on with afterwards.
    const app = await startApp({
      port: 0,
      storage: new MemoryStorage(),
      environment: {
        GENESYSCLOUD_ENDPOINT: simulator.url,
        GENESYSCLOUD_DEPLOYMENT_ID: simulator.deploymentId,
        ATTACHMENT_HOSTS: new URL(channel.url).host,
      },
    });
    running.push(() => app.stop());
    channel.botUrl = app.url;

    return { url: channel.url, simulator, channel, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startChannel(options: LocalChannelOptions, report: (line: string) => void): Promise<LocalChannel> {
  try {
    return await startLocalChannel(options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    report(`Port ${options.port} is taken, so a free one is used. (PORT chooses another.)`);
    return startLocalChannel({ ...options, port: 0 });
  }
}
