import { cut } from '../content/cleanText';
import type { TranscriptLine } from './outcome';
import { type HandoffRecord, MAX_SEEN, type ToUser } from './record';

/**
 * A copy with changes. It has every key, always in the same place: JavaScript engines copy objects of one shape several
 * times as fast as objects of many, and each message copies its record a few times.
 */
export function changed(record: HandoffRecord, changes: Partial<HandoffRecord>): HandoffRecord {
  const copy: { [key in keyof Required<HandoffRecord>]: HandoffRecord[key] } = {
    recordVersion: record.recordVersion,
    botConversationId: record.botConversationId,
    handoffId: record.handoffId,
    transport: record.transport,
    session: record.session,
    reference: record.reference,
    locale: record.locale,
    startedBy: record.startedBy,
    startedIn: record.startedIn,
    limits: record.limits,
    state: record.state,
    toAgent: record.toAgent,
    toUser: record.toUser,
    toUserCount: record.toUserCount,
    lastReceipt: record.lastReceipt,
    lately: record.lately,
    seenActivityIds: record.seenActivityIds,
    seenGenesysIds: record.seenGenesysIds,
    settledThroughMs: record.settledThroughMs,
    gapSinceMs: record.gapSinceMs,
    genesysSide: record.genesysSide,
    resumeUnwanted: record.resumeUnwanted,
    agentName: record.agentName,
    genesysConversationId: record.genesysConversationId,
    askedAtMs: record.askedAtMs,
    connectedAtMs: record.connectedAtMs,
    lastActivityAtMs: record.lastActivityAtMs,
    offered: record.offered,
    transcript: record.transcript,
  };
  return Object.assign(copy, changes);
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Puts something at the end of what the user is to get, with an id that stays unique in the handoff. */
export function appendToUser(record: HandoffRecord, item: WithoutId<ToUser>): HandoffRecord {
  const toUserCount = record.toUserCount + 1;
  const entry = { ...item, id: `${record.handoffId}:${toUserCount}` } as ToUser;
  return changed(record, { toUserCount, toUser: [...record.toUser, entry] });
}

/** Longest line of a transcript, in characters. */
const MAX_LINE = 400;

/** Keeps a line for the outcome, where the author wants the last ones. */
export function noteLine(record: HandoffRecord, line: TranscriptLine): HandoffRecord {
  const most = record.limits.outcomeLines ?? 0;
  if (most <= 0) return record;
  const transcript = [...(record.transcript ?? []), { ...line, text: cut(line.text, MAX_LINE) }].slice(-most);
  return changed(record, { transcript });
}

/** Remembers an activity, so that the channel may deliver it again. */
export function rememberActivity(record: HandoffRecord, activityId: string): HandoffRecord {
  const seenActivityIds = [...record.seenActivityIds, activityId];
  while (seenActivityIds.length > MAX_SEEN) seenActivityIds.shift();
  return changed(record, { seenActivityIds });
}
