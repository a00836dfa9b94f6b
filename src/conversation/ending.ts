import type { HandoffOutcome } from './outcome';
import { type HandoffRecord, isLive, type Notice } from './record';
import { appendToUser } from './recordChanges';
import type { Transition } from './transitionResult';

/** How one handoff ends. */
export interface Ending {
  why: EndReason;
  endedBy: HandoffOutcome['endedBy'];
  /** What the user is told; nothing where the user is gone or the bot speaks for itself. */
  notice?: Notice;
  /** Whether Genesys must still be told. */
  genesys: 'close' | 'closed';
  /** When Genesys ended it, by its own clock: what it took later than that, nobody read. */
  endedAtGenesysMs?: number;
  /** Where Genesys cannot be ended by us: whether to say it to the agent in words. */
  tellAgent?: boolean;
}

type EndReason =
  | { kind: 'closed' | 'cancelled'; reason?: string }
  | { kind: 'nobodyInTime' | 'idle' | 'userLeft' }
  | { kind: 'failed'; error: { code: string; message: string } };

/** The record of a handoff that just ended. Whatever the agent did not get is in the outcome, and the user is told. */
export function endHandoff(record: HandoffRecord, atMs: number, ending: Ending): HandoffRecord {
  const { endedAtGenesysMs = Number.POSITIVE_INFINITY } = ending;
  const unread = record.lately.filter(({ timeMs }) => timeMs >= endedAtGenesysMs);
  const unsent = record.toAgent.filter(({ from }) => from === 'user');
  const undelivered = [...unread, ...unsent].map(({ text }) => text);
  const outcome: HandoffOutcome = {
    ...ending.why,
    handoffId: record.handoffId,
    humanReached: record.connectedAtMs !== undefined,
    endedBy: ending.endedBy,
    agentName: record.agentName,
    genesysConversationId: record.genesysConversationId,
    askedAtMs: record.askedAtMs,
    connectedAtMs: record.connectedAtMs,
    endedAtMs: atMs,
    undelivered,
  };
  let next: HandoffRecord = {
    ...record,
    state: { kind: 'ending', outcome },
    toAgent: [],
    lately: [],
    genesysSide:
      ending.genesys === 'closed'
        ? 'closed'
        : { closeUntilMs: atMs + record.limits.cleanUpMs, tellAgent: ending.tellAgent ?? false },
  };
  if (ending.notice !== undefined) {
    if (undelivered.length > 0) next = appendToUser(next, { kind: 'notice', notice: 'undelivered' });
    next = appendToUser(next, { kind: 'notice', notice: ending.notice, name: record.agentName });
  }
  return next;
}

/** Genesys' side is over: nothing more is to be sent there. */
export function closeSide(record: HandoffRecord): HandoffRecord {
  return { ...record, genesysSide: 'closed', toAgent: [] };
}

/**
 * Moves an ended handoff on where nothing holds it any more: delivered → resuming → (nobody waits) → ended. A record
 * that is over on both sides gives up its guest token.
 */
export function settle(step: Transition, atMs: number): Transition {
  if (step.result !== 'applied' || isLive(step.record)) return step;
  let { record } = step;
  if (record.state.kind === 'ending' && record.toUser.length === 0) {
    const { outcome } = record.state;
    record = record.resumeUnwanted
      ? { ...record, state: { kind: 'ended', outcome, expiresAtMs: atMs + record.limits.tombstoneMs } }
      : { ...record, state: { kind: 'resuming', outcome, attempts: 0 } };
  }
  if (record.state.kind === 'ended' && record.genesysSide === 'closed' && Object.keys(record.session).length > 0) {
    record = { ...record, session: {} };
  }
  return { ...step, record };
}
