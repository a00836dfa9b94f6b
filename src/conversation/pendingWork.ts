import { type HandoffRecord, isClosing, isLive, type ToAgent, type ToUser } from './record';

/** The one deadline a record is waiting for. `dueAtMs` identifies it: a timer for another moment is stale. */
export interface Timer {
  name: 'start' | 'noAgent' | 'idle' | 'drain' | 'cleanUp';
  dueAtMs: number;
}

/** What the owner of a conversation has to do, as the record stands. */
export interface PendingWork {
  /** Whether a connection to Genesys is needed. */
  session: 'open' | 'closed';
  sendToAgent?: ToAgent;
  deliverToUser?: ToUser;
  endAtGenesys: boolean;
  resume: boolean;
  timer?: Timer;
}

/**
 * Every effect of a handoff, derived from its record alone: any instance that reads the record can redo all of it.
 * Nothing else decides what is done.
 */
export function pendingWork(record: HandoffRecord): PendingWork {
  const live = isLive(record);
  const closing = isClosing(record);
  const resuming = record.state.kind === 'resuming';
  return {
    session: live || closing ? 'open' : 'closed',
    sendToAgent: live || closing ? record.toAgent[0] : undefined,
    deliverToUser: record.toUser[0],
    // What is for the agent goes first: after the end nothing can be said any more.
    endAtGenesys: closing && record.toAgent.length === 0,
    resume: resuming,
    timer: nextTimer(record),
  };
}

function nextTimer(record: HandoffRecord): Timer | undefined {
  const { limits, state, genesysSide } = record;
  if (state.kind === 'opening' && limits.startTimeoutMs > 0) {
    return { name: 'start', dueAtMs: record.askedAtMs + limits.startTimeoutMs };
  }
  if (state.kind === 'waiting' && limits.noAgentTimeoutMs > 0) {
    return { name: 'noAgent', dueAtMs: record.askedAtMs + limits.noAgentTimeoutMs };
  }
  if (state.kind === 'connected' && limits.idleTimeoutMs > 0) {
    return { name: 'idle', dueAtMs: record.lastActivityAtMs + limits.idleTimeoutMs };
  }
  if (typeof genesysSide !== 'object') return undefined;
  if (state.kind === 'ending' && state.draining !== undefined && state.draining.untilMs < genesysSide.closeUntilMs) {
    return { name: 'drain', dueAtMs: state.draining.untilMs };
  }
  return { name: 'cleanUp', dueAtMs: genesysSide.closeUntilMs };
}
