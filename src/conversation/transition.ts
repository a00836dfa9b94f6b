import { assertNever } from '../runtime/assertNever';
import { noteToAgent } from './agentNotes';
import { closeSide, endHandoff, giveUpOnAgent, settle } from './ending';
import type { Envelope } from './envelope';
import { onGenesysEvent } from './fromGenesys';
import { pendingWork } from './pendingWork';
import {
  FILE_REFUSALS,
  type FileReference,
  type FileRefusal,
  type HandoffRecord,
  isLive,
  MAX_LATELY,
  MAX_WAITING,
} from './record';
import { appendToUser, changed, noteLine, rememberActivity } from './recordChanges';
import { applied, type Transition, unchanged } from './transitionResult';

/**
 * The whole behaviour of a handoff: what one envelope makes of a record. Pure and total: it awaits nothing, throws
 * nothing, asks no clock (`envelope.atMs` is the time) and has an answer for every pair of state and envelope. The
 * effects are not here; they are what `pendingWork` reads out of the result.
 */
export function transition(record: HandoffRecord, envelope: Envelope): Transition {
  // The last words of an earlier handoff's owner.
  if (envelope.handoffId !== undefined && envelope.handoffId !== record.handoffId) return unchanged(record, 'closed');
  return settle(react(record, envelope), envelope.atMs);
}

function react(record: HandoffRecord, envelope: Envelope): Transition {
  switch (envelope.kind) {
    case 'userMessage':
      return onUserMessage(record, envelope);
    case 'fromGenesys':
      return onGenesysEvent(record, envelope.event, envelope.atMs);
    case 'caughtUp':
      if (record.gapSinceMs === undefined) return unchanged(record, 'ignored');
      return applied(changed(record, { gapSinceMs: undefined }));
    case 'connection':
      if (!isLive(record) || record.toUser.length >= MAX_WAITING) return unchanged(record, 'ignored');
      return applied(
        appendToUser(record, {
          kind: 'notice',
          notice: envelope.status === 'down' ? 'connectionDown' : 'connectionBack',
        }),
      );
    case 'sent':
      return onSent(record, envelope);
    case 'skipped': {
      const [head, ...rest] = record.toAgent;
      // Words of the user are never left out, nor is the message that opens the conversation.
      if (head?.id !== envelope.messageId || head.note === undefined) return unchanged(record, 'ignored');
      return applied(changed(record, { toAgent: rest }));
    }
    case 'refused':
      return onRefused(record, envelope);
    case 'delivered':
      if (record.toUser[0]?.id !== envelope.messageId) return unchanged(record, 'ignored');
      return applied(changed(record, { toUser: record.toUser.slice(1) }));
    case 'undeliverable':
      return onUndeliverable(record, envelope);
    case 'timerDue':
      return onTimer(record, envelope);
    case 'endRequested':
      return onEndRequested(record, envelope);
    case 'genesysClosed':
      return onGenesysClosed(record, envelope.result);
    case 'startConfirmed':
      if (record.startedIn === undefined) return unchanged(record, 'ignored');
      return applied(changed(record, { startedIn: undefined }));
    case 'genesysConversationKnown':
      if (record.genesysConversationId !== undefined) return unchanged(record, 'ignored');
      return applied(changed(record, { genesysConversationId: envelope.genesysConversationId }));
    case 'resumeStarted':
      if (record.state.kind !== 'resuming') return unchanged(record, 'ignored');
      return applied(changed(record, { state: { ...record.state, attempts: record.state.attempts + 1 } }));
    case 'resumed':
      return onResumed(record, envelope.atMs);
    default:
      return assertNever(envelope);
  }
}

type Of<K extends Envelope['kind']> = Extract<Envelope, { kind: K }>;

function onUserMessage(record: HandoffRecord, { activityId, parts, atMs }: Of<'userMessage'>): Transition {
  if (record.seenActivityIds.includes(activityId)) return unchanged(record, 'duplicate');
  if (!isLive(record)) return unchanged(record, 'closed');
  if (record.toAgent.length + parts.length > MAX_WAITING) return unchanged(record, 'full');
  const toAgent = [...record.toAgent, ...parts];
  const text = parts.map((part) => part.text).join('');
  const next = noteLine(changed(record, { toAgent, lastActivityAtMs: atMs }), { from: 'user', text, atMs });
  if (record.offered?.fresh) next.offered = { ...record.offered, fresh: false };
  return applied(rememberActivity(next, activityId));
}

function onSent(record: HandoffRecord, { messageId, receipt }: Of<'sent'>): Transition {
  const lastReceipt =
    record.lastReceipt !== undefined && record.lastReceipt.timeMs > receipt.timeMs ? record.lastReceipt : receipt;
  const head = record.toAgent[0];
  if (head?.id !== messageId) {
    return record.lastReceipt === lastReceipt
      ? unchanged(record, 'ignored')
      : applied(changed(record, { lastReceipt }));
  }
  const lately =
    head.from === 'user'
      ? [...record.lately, { text: head.text, timeMs: receipt.timeMs }].slice(-MAX_LATELY)
      : record.lately;
  const next: HandoffRecord = changed(record, { lastReceipt, lately, toAgent: record.toAgent.slice(1) });
  if (record.state.kind !== 'opening') return applied(next);
  return applied(appendToUser(changed(next, { state: { kind: 'waiting' } }), { kind: 'notice', notice: 'waiting' }));
}

function onRefused(record: HandoffRecord, { messageId, code, atMs }: Of<'refused'>): Transition {
  const [head, ...rest] = record.toAgent;
  if (head?.id !== messageId) return unchanged(record, 'ignored');
  const why = FILE_REFUSALS.find((refusal) => refusal === code);
  if (head.file !== undefined && why !== undefined) return onFileRefused(record, head.file, why);
  const next: HandoffRecord = changed(record, { toAgent: rest });
  if (record.state.kind === 'opening') {
    return applied(
      endHandoff(next, atMs, {
        why: { kind: 'failed', error: { code, message: 'Genesys refused the first message of the handoff.' } },
        endedBy: 'system',
        notice: 'failed',
        genesys: 'close',
      }),
    );
  }
  const userIsThere = isLive(record) || (record.state.kind === 'ending' && record.state.draining?.tellUser === true);
  return applied(userIsThere ? appendToUser(next, { kind: 'notice', notice: 'refused' }) : next);
}

/** A file that did not come through is explained to both, to the agent in its place. */
function onFileRefused(record: HandoffRecord, file: FileReference, why: FileRefusal): Transition {
  const [head, ...rest] = record.toAgent;
  const note = noteToAgent(`${head?.id}:refused`, { key: 'fileNotPassedOn', name: file.name, why });
  const next: HandoffRecord = changed(record, { toAgent: [note, ...rest] });
  const userIsThere = isLive(record) || (record.state.kind === 'ending' && record.state.draining?.tellUser === true);
  return applied(userIsThere ? appendToUser(next, { kind: 'notice', notice: why, name: file.name }) : next);
}

function onUndeliverable(record: HandoffRecord, { messageId, userGone, atMs }: Of<'undeliverable'>): Transition {
  const head = record.toUser[0];
  if (head?.id !== messageId) return unchanged(record, 'ignored');
  const next: HandoffRecord = changed(record, { toUser: userGone ? [] : record.toUser.slice(1) });
  if (!isLive(record)) return applied(next);
  if (userGone) {
    return applied(
      endHandoff(next, atMs, { why: { kind: 'userLeft' }, endedBy: 'user', genesys: 'drain', tellAgent: true }),
    );
  }
  if (head.kind !== 'text' || record.toAgent.length >= MAX_WAITING) return applied(next);
  const note = noteToAgent(`${messageId}:undeliverable`, { key: 'undeliverable' });
  return applied(changed(next, { toAgent: [...record.toAgent, note] }));
}

function onTimer(record: HandoffRecord, { timer, atMs }: Of<'timerDue'>): Transition {
  const current = pendingWork(record).timer;
  if (current === undefined || current.name !== timer.name || current.dueAtMs !== timer.dueAtMs) {
    return unchanged(record, 'ignored');
  }
  switch (timer.name) {
    case 'start': {
      const error = { code: 'startTimedOut', message: 'Genesys did not take the handoff in time.' };
      return applied(
        endHandoff(record, atMs, {
          why: { kind: 'failed', error },
          endedBy: 'system',
          notice: 'failed',
          genesys: 'close',
        }),
      );
    }
    case 'noAgent':
      return applied(
        endHandoff(record, atMs, {
          why: { kind: 'nobodyInTime' },
          endedBy: 'system',
          notice: 'nobodyInTime',
          genesys: 'drain',
          tellAgent: true,
        }),
      );
    case 'idle':
      return applied(
        endHandoff(record, atMs, {
          why: { kind: 'idle' },
          endedBy: 'system',
          notice: 'idle',
          genesys: 'drain',
          tellAgent: true,
        }),
      );
    case 'drain':
      return applied(giveUpOnAgent(record));
    case 'cleanUp':
      return onGenesysClosed(record, 'gaveUp');
    default:
      return assertNever(timer.name);
  }
}

function onEndRequested(record: HandoffRecord, { by, activityId, reason, atMs }: Of<'endRequested'>): Transition {
  if (activityId !== undefined && record.seenActivityIds.includes(activityId)) return unchanged(record, 'duplicate');
  if (!isLive(record)) return unchanged(record, 'closed');
  const known = activityId === undefined ? record : rememberActivity(record, activityId);
  const kind = record.connectedAtMs === undefined ? 'cancelled' : 'closed';
  const close = { genesys: 'drain', tellAgent: true } as const;
  switch (by) {
    case 'user':
      return applied(endHandoff(known, atMs, { why: { kind }, endedBy: 'user', notice: 'endedByUser', ...close }));
    case 'userLeft':
      return applied(
        endHandoff(changed(known, { toUser: [] }), atMs, { why: { kind: 'userLeft' }, endedBy: 'user', ...close }),
      );
    case 'bot':
      return applied(
        endHandoff(known, atMs, { why: { kind, reason }, endedBy: 'system', notice: 'endedBySystem', ...close }),
      );
    case 'dialogCancelled':
      return applied(
        endHandoff(changed(known, { resumeUnwanted: true }), atMs, {
          why: { kind, reason: 'dialogCancelled' },
          endedBy: 'system',
          ...close,
        }),
      );
    default:
      return assertNever(by);
  }
}

function onGenesysClosed(record: HandoffRecord, result: 'ended' | 'unsupported' | 'gaveUp'): Transition {
  const side = record.genesysSide;
  if (typeof side !== 'object') return unchanged(record, 'ignored');
  if (result !== 'unsupported' || !side.tellAgent) return applied(closeSide(record));
  // The deployment does not let us end it, so we say it in words; then there is nothing more that can be done.
  const note = noteToAgent(`${record.handoffId}:left`, { key: 'userLeft' });
  return applied(changed(giveUpOnAgent(record), { genesysSide: { ...side, tellAgent: false }, toAgent: [note] }));
}

function onResumed(record: HandoffRecord, atMs: number): Transition {
  if (record.state.kind !== 'resuming') return unchanged(record, 'ignored');
  const { outcome } = record.state;
  return applied(changed(record, { state: { kind: 'ended', outcome, expiresAtMs: atMs + record.limits.tombstoneMs } }));
}
