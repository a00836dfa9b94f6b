import type { BotSettings } from '../bots/benchBot';
import type { BotCommands } from '../processes/botProcess';
import { Child } from './child';
import type { Stage } from './stage';
import type { Usage } from './usage';

/** Users who ask for an agent at once. */
const ASKING_AT_ONCE = 20;
const OPENING_PATIENCE_MS = 240_000;

/** A bot in a process of its own, and its conversations. */
export class BotUnderTest {
  url = '';
  /** How many of its users talk to an agent. */
  conversations = 0;
  private readonly child: Child<BotCommands>;

  /** @param label names the bot's conversations; without a hyphen. */
  constructor(
    readonly label: string,
    script: string,
    private readonly stage: Stage,
    nodeOptions: string[],
  ) {
    this.child = new Child(label, script, nodeOptions);
  }

  async start(settings: BotSettings): Promise<void> {
    this.url = (await this.child.ask('start', settings)).url;
  }

  /** Lets users ask for agents until this many talk to one, and waits until all have heard theirs. */
  async handOver(total: number): Promise<void> {
    const { label, url } = this;
    const count = total - this.conversations;
    if (count <= 0) return;
    await this.stage.channel.ask('clear');
    const accepted = this.stage.genesys.ask('accept', { label, count: total, withinMs: OPENING_PATIENCE_MS });
    await this.stage.channel.ask('open', {
      label,
      botUrl: url,
      from: this.conversations,
      count,
      places: ASKING_AT_ONCE,
    });
    const taken = await accepted;
    if (taken < total) throw new Error(`${label}: only ${taken} of ${total} conversations reached an agent`);
    this.conversations = total;
    await this.stage.genesys.ask('clear');
    await this.stage.round(this, 'toUser', { count: total, perSecond: 500 });
  }

  usage(settle = false): Promise<Usage> {
    return this.child.ask('usage', { settle });
  }

  counts(): Promise<Record<string, number>> {
    return this.child.ask('counts');
  }

  stop(): Promise<void> {
    return this.child.stop();
  }

  kill(): Promise<void> {
    return this.child.kill();
  }

  get lastOutput(): string {
    return this.child.lastOutput;
  }
}
