import type { HandoffRecord, HandoffState } from './conversation/record';

/** One handoff as operators see it: ids, state and times, never text. */
export interface HandoffSummary {
  botConversationId: string;
  handoffId: string;
  state: HandoffState['kind'];
  agentName?: string;
  askedAtMs: number;
  connectedAtMs?: number;
  lastActivityAtMs: number;
  /** Messages that are not acknowledged yet. */
  waitingForAgent: number;
  waitingForUser: number;
}

export function summarize(record: HandoffRecord): HandoffSummary {
  return {
    botConversationId: record.botConversationId,
    handoffId: record.handoffId,
    state: record.state.kind,
    agentName: record.agentName,
    askedAtMs: record.askedAtMs,
    connectedAtMs: record.connectedAtMs,
    lastActivityAtMs: record.lastActivityAtMs,
    waitingForAgent: record.toAgent.length,
    waitingForUser: record.toUser.length,
  };
}
