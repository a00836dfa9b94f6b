import type { AgentWords } from '../agentWords';
import { cleanText, cut } from '../content/cleanText';
import type { ActivityLike } from './botSdk';

/** What is needed of the SDK's `TranscriptStore`: `MemoryTranscriptStore`, `BlobsTranscriptStore` and others have it. */
export interface TranscriptStoreLike {
  getTranscriptActivities(
    channelId: string,
    conversationId: string,
    continuationToken?: string,
    startDate?: Date,
    // biome-ignore lint/suspicious/noExplicitAny: the SDK's own Activity
  ): Promise<{ items: any[]; continuationToken?: string }>;
}

/** How far back a transcript is read: what is older belongs to another visit. */
const MAX_AGE_MS = 24 * 3_600_000;

/** Pages read: stores give the oldest first, twenty at a time, and a user waits meanwhile. */
const MAX_PAGES = 25;

/** Longest line, in characters. */
const MAX_LINE = 400;

/** The last lines of a conversation out of the bot's own transcript store, oldest first. */
export async function storedTranscript(
  store: TranscriptStoreLike,
  activity: ActivityLike,
  maxLines: number,
  nowMs: number,
  words: AgentWords,
): Promise<string[]> {
  const { channelId, conversation } = activity;
  if (maxLines <= 0 || !channelId || !conversation?.id) return [];
  const lines: string[] = [];
  const since = new Date(nowMs - MAX_AGE_MS);
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { items, continuationToken } = await store.getTranscriptActivities(channelId, conversation.id, token, since);
    for (const item of items) {
      const line = lineOf(item as ActivityLike, activity.from?.id, words);
      if (line !== undefined) lines.push(line);
    }
    lines.splice(0, Math.max(0, lines.length - maxLines));
    token = continuationToken;
    if (!token) break;
  }
  return lines;
}

function lineOf({ type, text, from }: ActivityLike, userId: string | undefined, words: AgentWords): string | undefined {
  if (type !== 'message' || typeof text !== 'string') return undefined;
  const line = cleanText(text).replace(/\s+/g, ' ').trim();
  if (line === '') return undefined;
  return words.render(from?.id === userId ? 'userLine' : 'botLine', { text: cut(line, MAX_LINE) });
}
