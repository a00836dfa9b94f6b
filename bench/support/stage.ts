import type { BotSettings } from '../bots/benchBot';
import type { ChannelCommands } from '../processes/channelProcess';
import type { GenesysCommands, GenesysPlace, Times } from '../processes/genesysProcess';
import type { SocketsCommands } from '../processes/socketsProcess';
import { BotUnderTest } from './botUnderTest';
import { Child } from './child';
import type { Snapshot } from './snapshot';

/** How long what was said may take to arrive before a round counts as failed. */
const ARRIVAL_PATIENCE_MS = 60_000;

/** What one round of messages in one direction showed. */
export interface Round {
  /** CPU time of the bot's process for each message. */
  cpuUsPerMessage: number;
  /** From the sender's hand to the receiver's, each message. */
  latenciesMs: number[];
  lost: number;
}

/**
 * Everything that stands around the bots under test: the contact centre and the channel, each in a process of its own.
 * Every process is ended by `stop`.
 */
export class Stage {
  place!: GenesysPlace;
  readonly genesys: Child<GenesysCommands>;
  readonly channel: Child<ChannelCommands>;
  private readonly others: { stop(): Promise<void> }[] = [];
  private rounds = 0;

  private constructor(
    private readonly snapshot: Snapshot,
    private readonly botOptions: string[],
  ) {
    this.genesys = new Child('genesys', snapshot.path('bench/processes/genesysProcess.ts'));
    this.channel = new Child('channel', snapshot.path('bench/processes/channelProcess.ts'));
  }

  /** @param botOptions more options of Node for the bots: a profile. */
  static async start(snapshot: Snapshot, botOptions: string[] = []): Promise<Stage> {
    const stage = new Stage(snapshot, botOptions);
    try {
      stage.place = await stage.genesys.ask('start');
      await stage.channel.ask('start');
      return stage;
    } catch (error) {
      await stage.stop();
      throw error;
    }
  }

  async bot(label: string, settings: Omit<BotSettings, 'genesys'>): Promise<BotUnderTest> {
    const script = this.snapshot.path('bench/processes/botProcess.ts');
    const bot = new BotUnderTest(label, script, this, ['--expose-gc', ...this.botOptions]);
    this.others.push(bot);
    await bot.start({ ...settings, genesys: this.place });
    return bot;
  }

  sockets(): Child<SocketsCommands> {
    const path = this.snapshot.path('bench/processes/socketsProcess.ts');
    const child = new Child<SocketsCommands>('sockets', path, ['--expose-gc']);
    this.others.push(child);
    return child;
  }

  /** Messages of one direction at an even pace over the bot's conversations; ends when all have arrived. */
  async round(
    bot: BotUnderTest,
    direction: 'toAgent' | 'toUser',
    { count, perSecond }: { count: number; perSecond: number },
  ): Promise<Round> {
    const prefix = `${bot.label} ${++this.rounds}:`;
    const args = { label: bot.label, botUrl: bot.url, prefix, count, perSecond, conversations: bot.conversations };
    const [from, to] = direction === 'toAgent' ? [this.channel, this.genesys] : [this.genesys, this.channel];
    await to.ask('clear');
    const before = await bot.usage();
    const sent: Times = await from.ask('say', args);
    await to.ask('reach', { count, withinMs: ARRIVAL_PATIENCE_MS });
    const after = await bot.usage();
    const arrived = new Map<string, number>(await to.ask('times'));
    const latenciesMs = sent.flatMap(([text, atMs]) => {
      const thereMs = arrived.get(text);
      return thereMs === undefined ? [] : [thereMs - atMs];
    });
    return {
      cpuUsPerMessage: ((after.cpuMs - before.cpuMs) * 1_000) / count,
      latenciesMs,
      lost: count - latenciesMs.length,
    };
  }

  async stop(): Promise<void> {
    await Promise.all(this.others.map((one) => one.stop()));
    await Promise.all([this.channel.stop(), this.genesys.stop()]);
  }
}
