import { offeredBy } from '../content/offered';
import { assertNever } from '../runtime/assertNever';
import { closeSide, endHandoff, giveUpOnAgent } from './ending';
import type { Envelope } from './envelope';
import { type HandoffRecord, isClosing, isLive, MAX_SEEN, MAX_SEEN_IN_GAP, MAX_WAITING } from './record';
import { appendToUser, changed, noteLine } from './recordChanges';
import { applied, type Transition, unchanged } from './transitionResult';

type GenesysEvent = Extract<Envelope, { kind: 'fromGenesys' }>['event'];
type EventOf<K extends GenesysEvent['kind']> = Extract<GenesysEvent, { kind: K }>;

/** What a message, an end or a failure on Genesys' side makes of a record. */
export function onGenesysEvent(record: HandoffRecord, event: GenesysEvent, atMs: number): Transition {
  if (record.state.kind === 'ended') {
    return event.kind === 'ended' || event.kind === 'failed'
      ? onSessionGone(record, event, atMs)
      : unchanged(record, 'closed');
  }
  switch (event.kind) {
    case 'message':
      return onMessageFromGenesys(record, event, atMs);
    case 'disconnected':
      return onDisconnected(record, event, atMs);
    case 'gap': {
      // The widest gap counts: it closes when everything is here.
      const gapSinceMs = Math.min(event.sinceMs, record.gapSinceMs ?? event.sinceMs);
      return gapSinceMs === record.gapSinceMs ? unchanged(record, 'ignored') : applied(changed(record, { gapSinceMs }));
    }
    case 'ended':
    case 'failed':
      return onSessionGone(record, event, atMs);
    default:
      return assertNever(event);
  }
}

/** Choices of one message that are recognised by their words. */
const MAX_OFFERED = 100;

function onMessageFromGenesys(record: HandoffRecord, event: EventOf<'message'>, atMs: number): Transition {
  if (isSeen(record, event)) return unchanged(record, 'duplicate');
  if (record.toUser.length >= MAX_WAITING) return unchanged(record, 'full');
  let next = rememberGenesys(record, event, { lastActivityAtMs: atMs });
  if (event.from === 'agent' && isLive(record)) next = onHumanHeard(next, event.name, atMs);
  const { text, from, name, picture, content, markdown } = event;
  next = noteLine(next, { from, ...(name && { name }), text, atMs });
  const choices = offeredBy(content ?? []);
  if (choices.length > 0) next = changed(next, { offered: { choices: choices.slice(0, MAX_OFFERED), fresh: true } });
  return applied(
    appendToUser(next, {
      kind: 'text',
      text,
      from,
      name,
      ...(picture && { picture }),
      ...(content && { content }),
      ...(markdown && { markdown }),
    }),
  );
}

/** The first human message is the only sign that somebody answered: the guest protocol has no event for it. */
function onHumanHeard(record: HandoffRecord, name: string | undefined, atMs: number): HandoffRecord {
  const first = record.connectedAtMs === undefined;
  const newName = name !== undefined && name !== record.agentName;
  if (!first && !newName) return record;
  let next: HandoffRecord = changed(record, { agentName: name ?? record.agentName, state: { kind: 'connected' } });
  if (first) next = appendToUser(changed(next, { connectedAtMs: atMs }), { kind: 'status', state: 'accepted' });
  return appendToUser(next, { kind: 'notice', notice: 'agentJoined', name });
}

function onDisconnected(record: HandoffRecord, event: EventOf<'disconnected'>, atMs: number): Transition {
  if (isSeen(record, event)) return unchanged(record, 'duplicate');
  const known = rememberGenesys(record, event);
  // A message that landed behind the end, or may land now, has opened a new conversation at Genesys that nobody waits
  // for: it has to be ended as well. Of two equal times nobody knows which was first.
  const crossed = record.toAgent.length > 0 || (record.lastReceipt?.timeMs ?? 0) >= event.timeMs;
  if (!isLive(record)) {
    if (!crossed || event.readOnly) return applied(closeSide(known, event.timeMs));
    const given = giveUpOnAgent(known, event.timeMs);
    if (!isClosing(given)) return applied(given);
    return applied(changed(given, { genesysSide: { closeUntilMs: given.genesysSide.closeUntilMs, tellAgent: false } }));
  }
  return applied(
    endHandoff(known, atMs, {
      why: { kind: 'closed' },
      endedBy: record.connectedAtMs === undefined ? 'system' : 'agent',
      notice: record.connectedAtMs === undefined ? 'endedBySystem' : 'endedByAgent',
      genesys: crossed && !event.readOnly ? 'close' : 'closed',
      endedAtGenesysMs: event.timeMs,
    }),
  );
}

function onSessionGone(record: HandoffRecord, event: EventOf<'ended' | 'failed'>, atMs: number): Transition {
  if (!isLive(record)) {
    return record.genesysSide === 'closed' ? unchanged(record, 'ignored') : applied(closeSide(record));
  }
  if (event.kind === 'ended' && (event.why === 'readOnly' || event.why === 'cleared')) {
    const byAgent = record.connectedAtMs !== undefined;
    return applied(
      endHandoff(record, atMs, {
        why: { kind: 'closed' },
        endedBy: byAgent ? 'agent' : 'system',
        notice: byAgent ? 'endedByAgent' : 'endedBySystem',
        genesys: 'closed',
      }),
    );
  }
  const error =
    event.kind === 'failed'
      ? { code: event.error.code, message: event.error.message }
      : event.why === 'expired'
        ? {
            code: 'sessionExpired',
            message: 'The Genesys guest session expired before anybody ended the conversation.',
          }
        : { code: 'sessionLost', message: 'Genesys no longer knows the guest session of this conversation.' };
  return applied(
    endHandoff(record, atMs, {
      why: { kind: 'failed', error },
      endedBy: 'system',
      notice: 'failed',
      genesys: 'closed',
    }),
  );
}

function isSeen(record: HandoffRecord, event: { id: string; timeMs: number }): boolean {
  return event.timeMs <= record.settledThroughMs || record.seenGenesysIds.some(({ id }) => id === event.id);
}

/**
 * Old ids make room; the newest time among them marks what needs no id any more, since events come in time's order. Not
 * while a gap is open: what fills it is older than what came, and must not pass for known.
 */
function rememberGenesys(
  record: HandoffRecord,
  event: { id: string; timeMs: number },
  changes: Partial<HandoffRecord> = {},
): HandoffRecord {
  const seenGenesysIds = [...record.seenGenesysIds, { id: event.id, timeMs: event.timeMs }];
  let { settledThroughMs } = record;
  const gap = record.gapSinceMs !== undefined;
  while (seenGenesysIds.length > (gap ? MAX_SEEN_IN_GAP : MAX_SEEN)) {
    const oldest = seenGenesysIds.shift();
    if (oldest !== undefined && !gap) settledThroughMs = Math.max(settledThroughMs, oldest.timeMs);
  }
  return changed(record, { ...changes, seenGenesysIds, settledThroughMs });
}
