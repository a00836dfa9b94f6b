import type { JsonObject } from './wireJson';

/** Seen from Genesys: Inbound comes from the user, Outbound goes to the user. */
export type Direction = 'Inbound' | 'Outbound';

/** One line of a conversation's transcript. */
export interface SimulatedMessage {
  /** Server id, 32 hex characters: the one that the socket shows. */
  readonly id: string;
  readonly direction: Direction;
  readonly from: 'user' | 'agent' | 'flow';
  readonly type: 'Text' | 'Structured' | 'Event';
  readonly text?: string;
  /** ISO 8601, the message's `channel.time`. */
  readonly time: string;
  readonly content?: readonly JsonObject[];
  readonly events?: readonly JsonObject[];
  /** The agent's name, when an agent wrote it. */
  readonly agentName?: string;
}
