import type { SimulatedAgent } from './agent';
import type { SimulatedQueue } from './contactCenter';
import type { SimulatedConversation } from './conversation';
import type { SimulatedDeployment } from './deployment';
import type { SimulatorLevers } from './levers';
import type { Administration } from './platform/administration';
import type { OAuthClient } from './platform/oauth';

/** Which conversations are meant. */
export interface ConversationFilter {
  /** Queue name or id. */
  queue?: string;
}

/** A running simulator. */
export interface Simulator {
  /** Without a slash at the end; the value for `GENESYSCLOUD_ENDPOINT`. */
  readonly url: string;
  /** The agent desk's page. */
  readonly deskUrl: string;
  /** The default deployment's id. */
  readonly deploymentId: string;
  readonly oauth: OAuthClient;
  /** Permissions, skills, languages, opening hours, waits: change them at any time. */
  readonly administration: Administration;
  /** Set `enforce` to switch rate and size limits. */
  readonly limits: { enforce: boolean };
  readonly queues: readonly SimulatedQueue[];
  readonly agents: readonly SimulatedAgent[];
  readonly levers: SimulatorLevers;
  /** The deployment with this id, or the default one. */
  deployment(id?: string): SimulatedDeployment;
  /** The agent of this name, in any case. */
  agent(name: string): SimulatedAgent;
  /** All conversations, oldest first, ended ones included. */
  conversations(): SimulatedConversation[];
  /** The next conversation that starts waiting after this call, be it new, re-opened or transferred. */
  nextConversation(where?: ConversationFilter): Promise<SimulatedConversation>;
  /** The conversation that waits longest, ringing or not; if there is none, the next one. */
  waitForConversation(where?: ConversationFilter): Promise<SimulatedConversation>;
  /** Withdraws all access tokens of the platform API. */
  revokeTokens(): void;
  /** Ends server, sockets and timers and rejects pending waits. Idempotent. */
  close(): Promise<void>;
}
