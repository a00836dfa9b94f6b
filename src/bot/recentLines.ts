import type { AgentWords } from '../agentWords';
import { cleanText } from '../content/cleanText';
import { botConversationIdOf, type TurnContextLike } from './botSdk';

/** Conversations whose lines are kept; the ones that were silent longest go first. */
const MAX_CONVERSATIONS = 2_000;

/** Longest line, in characters. */
const MAX_LINE = 400;

/**
 * The last lines of each conversation with the bot, for the agent to read. In memory only, so best effort: what another
 * instance saw, or an earlier process, is not in it. Nothing is kept unless the author asks for it.
 */
export class RecentLines {
  private readonly byConversation = new Map<string, string[]>();

  constructor(
    private readonly maxLines: number,
    private readonly words: AgentWords,
  ) {}

  /** Notes what the user says in this turn, and what the bot answers. */
  watch(context: TurnContextLike): void {
    const id = botConversationIdOf(context.activity);
    if (this.maxLines <= 0 || id === undefined) return;
    if (context.activity.type === 'message') this.note(id, 'userLine', context.activity.text);
    context.onSendActivities((_context, activities, next) => {
      for (const { type, text } of activities) if (type === 'message') this.note(id, 'botLine', text);
      return next();
    });
  }

  private note(botConversationId: string, who: 'userLine' | 'botLine', said: string | undefined): void {
    const line = cleanText(said ?? '')
      .replace(/\s+/g, ' ')
      .trim();
    if (this.maxLines <= 0 || !line) return;
    const text = this.words.render(who, { text: line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line });
    if (text === undefined) return;
    const lines = this.byConversation.get(botConversationId) ?? [];
    lines.push(text);
    this.byConversation.delete(botConversationId);
    this.byConversation.set(botConversationId, lines.slice(-this.maxLines));
    const silent = this.byConversation.keys().next().value;
    if (this.byConversation.size > MAX_CONVERSATIONS && silent !== undefined) this.byConversation.delete(silent);
  }

  /** Oldest first. */
  of(botConversationId: string): readonly string[] {
    return this.byConversation.get(botConversationId) ?? [];
  }
}
