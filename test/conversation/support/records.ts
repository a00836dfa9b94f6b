import type { Envelope } from '../../../src/conversation/envelope';
import type { HandoffOutcome } from '../../../src/conversation/outcome';
import type { HandoffRecord, HandoffState } from '../../../src/conversation/record';
import { transition } from '../../../src/conversation/transition';

export const ASKED_AT_MS = Date.parse('2026-11-20T10:00:00.000Z');

/** A handoff that was asked for just now, as the desk makes it. */
export function newRecord(changes: Partial<HandoffRecord> = {}): HandoffRecord {
  return {
    recordVersion: 1,
    botConversationId: 'test/conversation-1',
    handoffId: 'handoff-1',
    transport: 'fake',
    session: { token: 'secret-token' },
    reference: { channelId: 'test', serviceUrl: '', conversation: { id: 'conversation-1' }, user: { id: 'user-1' } },
    startedBy: 'dialog',
    limits: {
      startTimeoutMs: 30_000,
      noAgentTimeoutMs: 600_000,
      idleTimeoutMs: 1_800_000,
      tombstoneMs: 86_400_000,
      cleanUpMs: 600_000,
    },
    state: { kind: 'opening' },
    toAgent: [{ id: 'handoff-1', text: 'My parcel is late', from: 'note', attributes: { queue: 'Support' } }],
    toUser: [],
    toUserCount: 0,
    lately: [],
    seenActivityIds: ['asking'],
    seenGenesysIds: [],
    settledThroughMs: 0,
    genesysSide: 'open',
    askedAtMs: ASKED_AT_MS,
    lastActivityAtMs: ASKED_AT_MS,
    ...changes,
  };
}

export type StateKind = HandoffState['kind'];

export const STATE_KINDS: readonly StateKind[] = ['opening', 'waiting', 'connected', 'ending', 'resuming', 'ended'];

type WithoutTime<T> = T extends unknown ? Omit<T, 'atMs'> : never;
export type News = WithoutTime<Envelope>;

/** Applies several things that happened, one second apart, beginning one second after the handoff was asked for. */
export function after(record: HandoffRecord, ...news: News[]): HandoffRecord {
  let next = record;
  news.forEach((item, index) => {
    next = at(next, ASKED_AT_MS + (index + 1) * 1_000, item).record;
  });
  return next;
}

/** Applies one thing that happened. */
export function at(record: HandoffRecord, atMs: number, news: News) {
  return transition(record, { ...news, atMs } as Envelope);
}

export const acknowledged = (messageId: string, timeMs = ASKED_AT_MS): News => ({
  kind: 'sent',
  messageId,
  receipt: { genesysMessageId: `genesys-${messageId}`, timeMs },
});

export const userSays = (activityId: string, text = `text of ${activityId}`): News => ({
  kind: 'userMessage',
  activityId,
  parts: [{ id: activityId, text, from: 'user' }],
});

export const agentSays = (id: string, timeMs: number, text = `text of ${id}`): News => ({
  kind: 'fromGenesys',
  event: { kind: 'message', id, timeMs, from: 'agent', name: 'Dana', text },
});

export const disconnected = (id: string, timeMs: number, readOnly = false): News => ({
  kind: 'fromGenesys',
  event: { kind: 'disconnected', id, timeMs, readOnly },
});

export const gapSince = (sinceMs: number): News => ({ kind: 'fromGenesys', event: { kind: 'gap', sinceMs } });

/** Takes everything that waits for the user off the list, as a channel that works does. */
export function deliverAll(record: HandoffRecord, atMs = ASKED_AT_MS + 60_000): HandoffRecord {
  let next = record;
  for (let head = next.toUser[0]; head !== undefined; head = next.toUser[0]) {
    next = at(next, atMs, { kind: 'delivered', messageId: head.id }).record;
  }
  return next;
}

/** A typical record in each state, reached the way a handoff reaches it. */
export function recordIn(kind: StateKind): HandoffRecord {
  const opening = newRecord();
  const waiting = after(opening, acknowledged('handoff-1'));
  const connected = deliverAll(after(waiting, agentSays('a1', ASKED_AT_MS + 500)));
  const ending = after(connected, { kind: 'endRequested', by: 'user', activityId: 'bye' });
  const resuming = deliverAll(ending);
  switch (kind) {
    case 'opening':
      return opening;
    case 'waiting':
      return waiting;
    case 'connected':
      return connected;
    case 'ending':
      return ending;
    case 'resuming':
      return resuming;
    case 'ended':
      return after(resuming, { kind: 'resumed' });
  }
}

export function outcomeOf(record: HandoffRecord): HandoffOutcome | undefined {
  return 'outcome' in record.state ? record.state.outcome : undefined;
}

export const texts = (record: HandoffRecord): string[] =>
  record.toUser.map((item) =>
    item.kind === 'text' ? item.text : item.kind === 'notice' ? `(${item.notice})` : `<${item.state}>`,
  );
