import { cut } from '../content/cleanText';
import type { TranscriptLine } from './outcome';
import { type HandoffRecord, MAX_SEEN, type ToUser } from './record';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Puts something at the end of what the user is to get, with an id that stays unique in the handoff. */
export function appendToUser(record: HandoffRecord, item: WithoutId<ToUser>): HandoffRecord {
  const toUserCount = record.toUserCount + 1;
  const entry = { ...item, id: `${record.handoffId}:${toUserCount}` } as ToUser;
  return { ...record, toUserCount, toUser: [...record.toUser, entry] };
}

/** Longest line of a transcript, in characters. */
const MAX_LINE = 400;

/** Keeps a line for the outcome, where the author wants the last ones. */
export function noteLine(record: HandoffRecord, line: TranscriptLine): HandoffRecord {
  const most = record.limits.outcomeLines ?? 0;
  if (most <= 0) return record;
  const transcript = [...(record.transcript ?? []), { ...line, text: cut(line.text, MAX_LINE) }].slice(-most);
  return { ...record, transcript };
}

/** Remembers an activity, so that the channel may deliver it again. */
export function rememberActivity(record: HandoffRecord, activityId: string): HandoffRecord {
  return { ...record, seenActivityIds: [...record.seenActivityIds, activityId].slice(-MAX_SEEN) };
}
