/** What every outcome says, whatever its kind. */
interface OutcomeFacts {
  /** This handoff's id, as in the logs. */
  handoffId: string;
  /** Whether a human answered at any time. */
  humanReached: boolean;
  /** Who ended it. `system` is Genesys, a timer, or the bot itself. */
  endedBy: 'agent' | 'user' | 'system';
  /** The name of the last agent, where Genesys shows it. */
  agentName?: string;
  /** Genesys' conversation id, where it could be learnt (Web Messaging needs OAuth credentials for it). */
  genesysConversationId?: string;
  /** When the bot asked for a human (ms since the epoch). */
  askedAtMs: number;
  /** When a human was first heard. */
  connectedAtMs?: number;
  /** When the handoff was over. */
  endedAtMs: number;
  /** What the user wrote that no agent got, because it crossed the end. The user was told so. */
  undelivered: readonly string[];
  /** The last lines between user and agent, oldest first; only where `outcomeTranscriptLines` asks for them. */
  transcript?: readonly TranscriptLine[];
}

/** One line of a conversation with an agent. */
export interface TranscriptLine {
  from: 'user' | 'agent' | 'flow';
  /** The agent's name, where Genesys shows it. */
  name?: string;
  /** At most 400 characters. */
  text: string;
  atMs: number;
}

/**
 * What became of a handoff: the result of `SendToOffloadProvider`. Branch on `kind`.
 *
 * | kind | meaning |
 * | --- | --- |
 * | `closed` | it ran and was ended, by whom says `endedBy` (`system`: Genesys, the inbound flow, or `handoff.end()`) |
 * | `cancelled` | ended while still waiting for a human, by the user or by `handoff.end()` |
 * | `nobodyInTime` | no human within `noAgentTimeout` |
 * | `idle` | nobody wrote for `idleTimeout` |
 * | `userLeft` | the channel says that the user is gone |
 * | `disabled` | handoffs are switched off |
 * | `outsideHours` | the line is closed now |
 * | `noAgents` | no agent is on queue |
 * | `alreadyActive` | this conversation is already handed over |
 * | `failed` | it could not be opened or kept; `error` says why |
 */
export type HandoffOutcome = OutcomeFacts &
  (
    | { kind: 'closed'; reason?: string }
    | { kind: 'cancelled'; reason?: string }
    | { kind: 'nobodyInTime' }
    | { kind: 'idle' }
    | { kind: 'userLeft' }
    | { kind: 'disabled' }
    /** Which schedule or emergency group says so, where it is known. */
    | { kind: 'outsideHours'; because?: 'emergency' | 'holiday' | 'closed' | 'noSchedule'; schedule?: string }
    | { kind: 'noAgents' }
    | { kind: 'alreadyActive' }
    | { kind: 'failed'; error: { code: string; message: string } }
  );

/** The part of an outcome that says why. */
export type OutcomeKind = HandoffOutcome['kind'];
