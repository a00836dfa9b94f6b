import { setTimeout as sleep } from 'node:timers/promises';
import type { SimulatedConversation, Simulator } from 'botbuilder-genesys-cloud/simulator';
import type { ChannelConversation } from '../../samples/support/channelConversation';
import type { LocalChannel } from '../../samples/support/localChannel';

/** What the sample's waterfall says when it has its conversation back. */
export const BACK = 'Back with the bot:';

/**
 * Mean time between two messages of one person, with the next between half and one and a half times as much. Genesys takes 60
 * requests a minute: who writes faster all the time only fills the mailbox until it refuses more.
 */
export const PACE_MS = 1_200;

/** How long one step of a dialogue may take before the run is called stuck. */
const STEP_PATIENCE_MS = Number(process.env.CHAOS_PATIENCE_MS ?? 300_000);

/** One user and one agent who exchange numbered messages through the bot. */
export class Dialogue {
  user!: ChannelConversation;
  conversation!: SimulatedConversation;
  /** How many of the numbered messages were said so far. */
  readonly said = { byUser: 0, byAgent: 0 };
  private hurried = false;
  private readonly agentName: string;

  constructor(
    private readonly genesys: Simulator,
    private readonly channel: LocalChannel,
    readonly number: number,
    private readonly messages: number,
    private readonly random: () => number,
  ) {
    this.agentName = genesys.agents[number % genesys.agents.length]?.name ?? '';
  }

  /** Asks for the agent, exchanges all messages, and closes. */
  async run(): Promise<void> {
    this.user = await this.untilTaken(() => this.channel.startConversation());
    const topic = `topic ${this.number}`;
    await this.say(`agent ${topic}`);
    this.conversation = await this.waitFor(`conversation ${this.number} at Genesys`, () =>
      this.genesys.conversations().find(({ messages }) => messages.some(({ text }) => text?.split('\n')[0] === topic)),
    );
    await this.waitFor(`ringing of ${this.number}`, () => this.tryAgent((agent) => agent.accept(this.conversation)));
    await Promise.all([this.userSpeaks(), this.agentSpeaks()]);
    await this.waitFor(`everything of ${this.number} to arrive`, () => this.complete() || undefined);
    this.tryAgent((agent) => agent.disconnect(this.conversation));
    await this.waitFor(`the bot to come back to ${this.number}`, () => this.returns() > 0 || undefined);
  }

  /** Says no more new messages; what was said so far is still waited for. */
  hurry(): void {
    this.hurried = true;
  }

  /** How often the bot came back. */
  returns(): number {
    return this.heard().filter((text) => text.startsWith(BACK)).length;
  }

  /** What the user read, in order. */
  heard(): string[] {
    return this.user.activities.flatMap(({ type, from, text }) =>
      type === 'message' && from?.role !== 'user' && text !== undefined ? [text] : [],
    );
  }

  /** What the agent read, in order. */
  read(): string[] {
    return this.conversation.messages.flatMap(({ from, text }) =>
      from === 'user' && text !== undefined ? [text] : [],
    );
  }

  fromUser(index: number): string {
    return `u${this.number}-${index}`;
  }

  fromAgent(index: number): string {
    return `a${this.number}-${index}`;
  }

  private complete(): boolean {
    const { byUser, byAgent } = this.said;
    if (byUser > 0 && !this.read().includes(this.fromUser(byUser - 1))) return false;
    return byAgent === 0 || this.heard().includes(this.fromAgent(byAgent - 1));
  }

  private async userSpeaks(): Promise<void> {
    for (let index = 0; index < this.messages && !this.hurried; index++) {
      await this.say(this.fromUser(index));
      this.said.byUser++;
      await sleep(PACE_MS * (0.5 + this.random()));
    }
  }

  private async agentSpeaks(): Promise<void> {
    for (let index = 0; index < this.messages && !this.hurried; index++) {
      const text = this.fromAgent(index);
      await this.waitFor(`the agent of ${this.number} to be heard`, () =>
        this.tryAgent((agent) => agent.sendText(this.conversation, text)),
      );
      this.said.byAgent++;
      await sleep(PACE_MS * (0.5 + this.random()));
    }
  }

  /** Says it until the bot took it, as channels do: the same client id tells a repetition from a second message. */
  private async say(text: string): Promise<void> {
    const channelData = { clientActivityID: `${this.number}:${text}` };
    await this.untilTaken(() => this.channel.postFromUser(this.user, { type: 'message', text, channelData }));
  }

  private async untilTaken<T>(act: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + STEP_PATIENCE_MS;
    for (;;) {
      try {
        return await act();
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await sleep(100);
      }
    }
  }

  private tryAgent(act: (agent: ReturnType<Simulator['agent']>) => unknown): true | undefined {
    try {
      act(this.genesys.agent(this.agentName));
      return true;
    } catch {
      return undefined;
    }
  }

  private async waitFor<T>(what: string, look: () => T | undefined): Promise<T> {
    const deadline = Date.now() + STEP_PATIENCE_MS;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`Gave up waiting for ${what}.`);
      await sleep(50);
    }
  }
}
