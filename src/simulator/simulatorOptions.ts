import { createHash } from 'node:crypto';
import type { SimulatedQueue } from './contactCenter';
import type { DeploymentConfiguration, DeploymentOptions } from './deployment';
import { type InboundFlow, routeByAttributes } from './inboundFlow';
import type { Administration } from './platform/administration';
import type { OAuthClient } from './platform/oauth';
import { SimulatorError } from './simulatorError';
import type { SimulatorClock, SimulatorLog } from './world';

/** An agent to start with. */
export interface AgentOptions {
  name: string;
  /** Names of the queues the agent is a member of. Default: all. */
  queues?: string[];
  /** Default: true. */
  onQueue?: boolean;
  /** Conversations at once before new ones stop ringing. Default: 4. */
  capacity?: number;
}

/** How the simulator starts. Everything has a default. */
export interface SimulatorOptions {
  /** Default: 127.0.0.1. There is no authentication: listen elsewhere only in a network you trust. */
  host?: string;
  /** 0 = any free port, the default. */
  port?: number;
  /** Default: one with the id `DEFAULT_DEPLOYMENT_ID`. */
  deployments?: DeploymentOptions[];
  /** Changes to the default deployment's configuration. */
  configuration?: Partial<DeploymentConfiguration>;
  /** Names, or names with ids. Default: Support, Billing, Sales. */
  queues?: (string | { name: string; id?: string })[];
  /** Where conversations go for which the flow finds no queue. Default: the first queue. */
  defaultQueue?: string;
  /** Default: Dana, Sam and Noor, members of all queues. */
  agents?: (string | AgentOptions)[];
  /** Default: `routeByAttributes(welcomeText)`. */
  flow?: InboundFlow;
  /** The default flow says this before it transfers. Default: nothing. */
  welcomeText?: string;
  oauth?: Partial<OAuthClient>;
  /** What an administrator sets. Default: everything allowed, a few skills and languages, no opening hours. */
  administration?: Partial<Administration>;
  /** Life of an access token, 300 to 172,800 seconds. Default: 86,400. */
  tokenSeconds?: number;
  organizationName?: string;
  /** Rate limits and size limits. On by default. The object stays yours: change it while the simulator runs. */
  limits?: { enforce: boolean };
  /** Default: false; Genesys ignores the top-level `channel` since June 2026. */
  legacyTopLevelChannel?: boolean;
  /** Default: false; whether Genesys gives the guest's own metadata back is unverified. */
  echoGuestMetadata?: boolean;
  /** Hours after an end in which a new message of the same session re-opens the conversation; 0 = never. Default: 72. */
  threadingTimelineHours?: number;
  /** How long the content check of an upload takes. Default: 0. */
  uploadScanMs?: number;
  /** How long a `waitFor…` or `next…` waits, in real time, before it rejects and says for what. 0 = for ever. Default: 15,000. */
  waitTimeoutMs?: number;
  clock?: SimulatorClock;
  random?: () => number;
  newUuid?: () => string;
  log?: SimulatorLog;
}

/** The OAuth client that is there without being asked for. It opens nothing but the simulator. */
export const DEFAULT_OAUTH_CLIENT: OAuthClient = { clientId: 'simulated-client', clientSecret: 'simulated-secret' };

/** The queues of the options, with ids that are the same at every start. */
export function queuesOf(options: SimulatorOptions): SimulatedQueue[] {
  const queues = (options.queues ?? ['Support', 'Billing', 'Sales']).map((queue) => {
    const { name, id } = typeof queue === 'string' ? { name: queue, id: undefined } : queue;
    return { name, id: id ?? stableUuid(`queue ${name}`) };
  });
  if (queues.length === 0) throw new SimulatorError('A simulator needs at least one queue.');
  return queues;
}

/** The default queue of the options. */
export function defaultQueueOf(options: SimulatorOptions, queues: readonly SimulatedQueue[]): SimulatedQueue {
  const name = options.defaultQueue ?? queues[0]?.name;
  const queue = queues.find((one) => one.name === name);
  if (queue === undefined) throw new SimulatorError(`The default queue "${name}" is not one of the queues.`);
  return queue;
}

/** The agents of the options. */
export function agentsOf(options: SimulatorOptions, queues: readonly SimulatedQueue[]) {
  const all = queues.map((queue) => queue.name);
  return (options.agents ?? ['Dana', 'Sam', 'Noor']).map((agent) => {
    const given: AgentOptions = typeof agent === 'string' ? { name: agent } : agent;
    const unknown = given.queues?.find((name) => !all.includes(name));
    if (unknown !== undefined) throw new SimulatorError(`Agent ${given.name} is in the unknown queue "${unknown}".`);
    return {
      id: stableUuid(`agent ${given.name}`),
      name: given.name,
      queueNames: given.queues ?? all,
      capacity: given.capacity ?? 4,
      onQueue: given.onQueue ?? true,
    };
  });
}

/** The flow of the options. */
export function flowOf(options: SimulatorOptions): InboundFlow {
  return options.flow ?? routeByAttributes(options.welcomeText);
}

/** The same UUID for the same name, so that addresses and settings survive a restart. */
export function stableUuid(name: string): string {
  const hex = createHash('sha256').update(`botbuilder-genesys-cloud simulator: ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
