/**
 * One conversation of the local channel: what was said, in order, and who is looking at it.
 */
import type { Activity } from 'botbuilder';

/** An activity as the page gets it. `revision` grows with every change, so that a page can say what it has seen. */
export interface LoggedActivity {
  revision: number;
  activity: Partial<Activity>;
}

export type ConversationWatcher = (entry: LoggedActivity) => void;

/** The bot, as the channel knows it. */
export const BOT_ACCOUNT = { id: 'bot', name: 'Bot', role: 'bot' } as const;

/** Web Chat sorts by this member of `channelData` where it is present, and by the sender's clock where it is not. */
const SEQUENCE = 'webchat:sequence-id';

export class ChannelConversation {
  private readonly log = new Map<string, LoggedActivity>();
  private readonly watchers = new Set<ConversationWatcher>();
  private readonly underWay = new Map<string, Partial<Activity>>();
  private revision = 0;
  private sequence = 0;

  constructor(
    readonly id: string,
    readonly userId: string,
  ) {}

  /** Everything said so far, in order. */
  get activities(): Partial<Activity>[] {
    return this.entries().map((entry) => entry.activity);
  }

  /** Gives an activity its place in the conversation. */
  place<T extends Partial<Activity>>(activity: T): T {
    return { ...activity, channelData: { ...activity.channelData, [SEQUENCE]: ++this.sequence } };
  }

  /** Keeps an activity and shows it; one with a known id takes the other's place. Typing is shown and not kept. */
  publish(activity: Partial<Activity> & { id: string }): void {
    // The bot speaks, so it has what the user said before: show that first, or Web Chat waits for it.
    for (const [id, said] of this.underWay) {
      this.underWay.delete(id);
      this.publish({ ...said, id });
    }
    const before = this.log.get(activity.id)?.activity;
    const placed = before
      ? { ...activity, channelData: { ...activity.channelData, [SEQUENCE]: before.channelData?.[SEQUENCE] } }
      : activity;
    const entry = { revision: ++this.revision, activity: placed };
    if (activity.type !== 'typing') this.log.set(activity.id, entry);
    for (const watcher of this.watchers) watcher(entry);
  }

  has(activityId: string): boolean {
    return this.log.has(activityId);
  }

  /**
   * Holds back what the user said until the bot took it, as the returned functions tell. A message that the bot never got
   * is not part of the conversation: the page says "send failed" and can try again.
   */
  holdUntilTaken(activity: Partial<Activity> & { id: string }): { taken(): void; refused(): void } {
    this.underWay.set(activity.id, activity);
    return {
      taken: () => {
        if (this.underWay.delete(activity.id)) this.publish(activity);
      },
      refused: () => {
        this.underWay.delete(activity.id);
      },
    };
  }

  /** Replays what changed after `revision`, in order, then goes on live. The returned function ends it. */
  watch(revision: number, watcher: ConversationWatcher): () => void {
    for (const entry of this.entries()) if (entry.revision > revision) watcher(entry);
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
    };
  }

  private entries(): LoggedActivity[] {
    const place = (entry: LoggedActivity) => Number(entry.activity.channelData?.[SEQUENCE] ?? 0);
    return [...this.log.values()].sort((a, b) => place(a) - place(b));
  }
}
