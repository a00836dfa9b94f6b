import type { HandoffOutcome } from './outcome';
import { type Draining, type HandoffRecord, isClosing, isLive, type Notice } from './record';
import { appendToUser, changed } from './recordChanges';
import type { Transition } from './transitionResult';

/**
 * How long the bot waits for the agent to get what the user wrote before an end on our side. Sends take a fraction of a
 * second; behind this Genesys is away, and the user should not wait for it.
 */
export const DRAIN_MS = 5_000;

/** How one handoff ends. */
export interface Ending {
  why: EndReason;
  endedBy: HandoffOutcome['endedBy'];
  /** What the user is told; nothing where the user is gone or the bot speaks for itself. */
  notice?: Notice;
  /**
   * `drain`: Genesys must be told, after the agent got what the user wrote before; `close`: Genesys must be told;
   * `closed`: it knows.
   */
  genesys: 'drain' | 'close' | 'closed';
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
  const undelivered = [...unreadSince(record, ending.endedAtGenesysMs), ...unsent(record)];
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
    ...(record.transcript && { transcript: record.transcript }),
  };
  // Before the first acknowledgement nothing of the user was under way, and nobody is there to read it.
  const drains = ending.genesys === 'drain' && record.state.kind !== 'opening' && unsent(record).length > 0;
  const draining: Draining | undefined = drains
    ? { untilMs: atMs + DRAIN_MS, tellUser: ending.notice !== undefined }
    : undefined;
  let next: HandoffRecord = changed(record, {
    state: { kind: 'ending', outcome, ...(draining && { draining }) },
    toAgent: drains ? record.toAgent : [],
    lately: drains ? record.lately : [],
    genesysSide:
      ending.genesys === 'closed'
        ? 'closed'
        : { closeUntilMs: atMs + record.limits.cleanUpMs, tellAgent: ending.tellAgent ?? false },
  });
  if (ending.notice !== undefined) {
    if (undelivered.length > 0 && !drains) next = appendToUser(next, { kind: 'notice', notice: 'undelivered' });
    next = appendToUser(next, { kind: 'notice', notice: ending.notice, name: record.agentName });
  }
  return next;
}

/** Genesys' side is over: nothing more is to be sent there. */
export function closeSide(record: HandoffRecord, endedAtGenesysMs?: number): HandoffRecord {
  return changed(giveUpOnAgent(record, endedAtGenesysMs), { genesysSide: 'closed' });
}

/** Nothing more goes to the agent: what did not arrive stays in the outcome as undelivered, and the user is told. */
export function giveUpOnAgent(record: HandoffRecord, endedAtGenesysMs?: number): HandoffRecord {
  const next: HandoffRecord = changed(record, { toAgent: [], lately: [] });
  if (record.state.kind !== 'ending' || record.state.draining === undefined) return next;
  const { outcome, draining } = record.state;
  const undelivered = [...unreadSince(record, endedAtGenesysMs), ...unsent(record)];
  next.state = { kind: 'ending', outcome: { ...outcome, undelivered } };
  return draining.tellUser && undelivered.length > 0
    ? appendToUser(next, { kind: 'notice', notice: 'undelivered' })
    : next;
}

/**
 * Moves an ended handoff on where nothing holds it any more: delivered both ways → resuming → (nobody waits) → ended. A
 * record that is over on both sides gives up its guest token.
 */
export function settle(step: Transition, atMs: number): Transition {
  if (step.result !== 'applied' || isLive(step.record)) return step;
  let { record } = step;
  if (record.state.kind === 'ending' && record.state.draining !== undefined) {
    const { outcome, draining } = record.state;
    const undelivered = unsent(record);
    const drained = { ...outcome, undelivered };
    record = changed(record, {
      state: { kind: 'ending', outcome: drained, ...(undelivered.length > 0 && { draining }) },
    });
  }
  if (record.state.kind === 'ending' && record.state.draining === undefined && record.toUser.length === 0) {
    const { outcome } = record.state;
    record = record.resumeUnwanted
      ? changed(record, { state: { kind: 'ended', outcome, expiresAtMs: atMs + record.limits.tombstoneMs } })
      : changed(record, { state: { kind: 'resuming', outcome, attempts: 0 } });
  }
  if (record.state.kind === 'ended' && !isClosing(record) && Object.keys(record.session).length > 0) {
    record = changed(record, { session: {} });
  }
  return { ...step, record };
}

/** What the user wrote that Genesys has not acknowledged. */
function unsent(record: HandoffRecord): string[] {
  return record.toAgent.filter(({ from }) => from === 'user').map(({ text }) => text);
}

/** What Genesys took after it had ended the conversation. */
function unreadSince(record: HandoffRecord, endedAtGenesysMs = Number.POSITIVE_INFINITY): string[] {
  return record.lately.filter(({ timeMs }) => timeMs >= endedAtGenesysMs).map(({ text }) => text);
}
