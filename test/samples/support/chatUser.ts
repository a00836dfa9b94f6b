/**
 * A user at the local channel, for tests that read like transcripts.
 */
import type { Activity } from 'botbuilder';
import type { ChannelConversation } from '../../../samples/support/channelConversation';
import type { LocalChannel } from '../../../samples/support/localChannel';

/** A test that waits longer than this has found something. */
const PATIENCE_MS = 10_000;

export class ChatUser {
  private readonly heard: Partial<Activity>[] = [];
  private readonly listeners = new Set<() => void>();
  private cursor = 0;
  private readonly stopWatching: () => void;

  private constructor(
    private readonly channel: LocalChannel,
    readonly conversation: ChannelConversation,
  ) {
    this.stopWatching = conversation.watch(0, ({ activity }) => {
      if (activity.from?.role === 'user') return;
      this.heard.push(activity);
      for (const listener of this.listeners) listener();
    });
  }

  static async join(channel: LocalChannel): Promise<ChatUser> {
    return new ChatUser(channel, await channel.startConversation());
  }

  say(text: string): Promise<string> {
    return this.channel.postFromUser(this.conversation, { type: 'message', text });
  }

  /** Does something other than writing: `typing`, `event`, … */
  post(activity: Partial<Activity>): Promise<string> {
    return this.channel.postFromUser(this.conversation, activity);
  }

  /** Resolves with the next message from the bot's side that contains `text`; what came before it is passed over. */
  async hears(text: string): Promise<Partial<Activity>> {
    return this.waitFor((activity) => activity.type === 'message' && (activity.text ?? '').includes(text), text);
  }

  /** Resolves when typing is shown. */
  async seesTyping(): Promise<void> {
    await this.waitFor((activity) => activity.type === 'typing', 'typing');
  }

  /** Every message so far, from both sides, as `user: …` and `bot: …`. */
  get transcript(): string[] {
    return this.conversation.activities
      .filter(({ type }) => type === 'message')
      .map(({ from, text }) => `${from?.role === 'user' ? 'user' : 'bot'}: ${text}`);
  }

  leave(): void {
    this.stopWatching();
  }

  private waitFor(wanted: (activity: Partial<Activity>) => boolean, name: string): Promise<Partial<Activity>> {
    return new Promise((resolve, reject) => {
      const look = () => {
        while (this.cursor < this.heard.length) {
          const activity = this.heard[this.cursor++];
          if (!activity || !wanted(activity)) continue;
          clearTimeout(timer);
          this.listeners.delete(look);
          resolve(activity);
          return;
        }
      };
      const timer = setTimeout(() => {
        this.listeners.delete(look);
        reject(new Error(`The user never got "${name}". The conversation:\n${this.transcript.join('\n')}`));
      }, PATIENCE_MS);
      this.listeners.add(look);
      look();
    });
  }
}
