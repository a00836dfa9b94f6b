import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Changes } from './changes';
import { ContactCenter } from './contactCenter';
import type { Conversation } from './conversation';
import { createDeployment } from './deployment';
import { deskRoutes } from './deskServer/deskRoutes';
import { FileStore } from './fileStore';
import { GuestGateway, refuseUpgrade } from './guest/guestGateway';
import { GuestJwts } from './guest/guestJwt';
import { guestRoutes } from './guest/guestRoutes';
import type { GuestService } from './guest/guestService';
import { GuestSessions } from './guest/guestSessions';
import { listen } from './http/httpServer';
import { createLevers } from './leverControls';
import { LeverState } from './leverState';
import { createAdministration } from './platform/administration';
import { OAuthServer } from './platform/oauth';
import { platformError } from './platform/platformErrors';
import { platformRoutes } from './platform/platformRoutes';
import type { ConversationFilter, Simulator } from './simulator';
import { SimulatorError } from './simulatorError';
import {
  agentsOf,
  DEFAULT_OAUTH_CLIENT,
  defaultQueueOf,
  flowOf,
  queuesOf,
  type SimulatorOptions,
  stableUuid,
} from './simulatorOptions';
import { TrackedClock } from './trackedClock';
import { createWorld } from './world';

/**
 * Starts a local Genesys Cloud: guest API, the needed part of the platform API and the agent desk on one port.
 *
 * @example
 * const simulator = await startSimulator();
 * process.env.GENESYSCLOUD_ENDPOINT = simulator.url;
 * const conversation = await simulator.nextConversation({ queue: 'Support' });
 * simulator.agent('Dana').accept(conversation);
 * @throws {SimulatorError} when options contradict each other; the system's error when the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const host = options.host ?? '127.0.0.1';
  const limits = options.limits ?? { enforce: true };
  const givenWorld = createWorld(options);
  const clock = new TrackedClock(givenWorld.clock);
  const world = { ...givenWorld, clock };
  const changes = new Changes(options.waitTimeoutMs ?? 15_000);
  const levers = new LeverState(world.random);
  let url = '';
  const files = new FileStore(world, () => url);
  const queues = queuesOf(options);
  const center = new ContactCenter({
    world,
    changes,
    queues,
    defaultQueue: defaultQueueOf(options, queues),
    agents: agentsOf(options, queues),
    flow: flowOf(options),
    enforcesLimits: () => limits.enforce,
    publishFile: (file) => files.publish(file),
  });
  const sessions = new GuestSessions(world, levers, center);
  const deployments = deploymentsOf(options);
  const guestService: GuestService = {
    world,
    levers,
    sessions,
    files,
    deployments,
    jwts: new GuestJwts(world),
    options: {
      limits,
      legacyTopLevelChannel: options.legacyTopLevelChannel ?? false,
      echoGuestMetadata: options.echoGuestMetadata ?? false,
      threadingTimelineHours: options.threadingTimelineHours ?? 72,
      uploadScanMs: options.uploadScanMs ?? 0,
    },
  };
  const gateway = new GuestGateway(guestService);
  const oauthClient = { ...DEFAULT_OAUTH_CLIENT, ...options.oauth };
  const oauth = new OAuthServer(world, levers, oauthClient, options.tokenSeconds ?? 86_400);
  const organization = { id: stableUuid('organization'), name: options.organizationName ?? 'Simulated organization' };
  const administration = createAdministration(options.administration);
  const controls = createLevers(levers, gateway, sessions, center);
  const server = await listen({
    world,
    host,
    port: options.port ?? 0,
    routes: [
      ...guestRoutes(guestService, () => url),
      ...platformRoutes({ world, levers, center, sessions, oauth, administration, deployments, organization }),
      ...deskRoutes({ center, levers: controls, files, host }),
    ],
    notFound: () => platformError(world, 404),
    upgrade: (request: IncomingMessage, stream: Duplex, head: Buffer, at: URL) =>
      at.pathname === '/v1' ? gateway.upgrade(request, stream, head, at) : refuseUpgrade(stream, 404),
  });
  url = `http://${urlHost(host)}:${server.port}`;

  const first = [...deployments.values()][0]!;
  let closing: Promise<void> | undefined;
  return {
    url,
    deskUrl: `${url}/desk`,
    deploymentId: first.id,
    oauth: oauthClient,
    administration,
    limits,
    queues: center.queues,
    agents: center.agents,
    levers: controls,
    deployment(id = first.id) {
      const deployment = deployments.get(id);
      if (deployment === undefined) throw new SimulatorError(`There is no deployment ${id}.`);
      return deployment;
    },
    agent(name) {
      const agent = center.findAgent(name);
      if (agent === undefined) {
        const names = center.agents.map((one) => one.name).join(', ');
        throw new SimulatorError(`There is no agent "${name}", only ${names}.`);
      }
      return agent;
    },
    conversations: () => [...center.conversations],
    nextConversation(where = {}) {
      const seen = center.enqueueCount;
      return changes.waitFor(`a conversation to start waiting${inWords(where)}`, () =>
        firstInQueue(center, (one) => one.enqueueNumber > seen && matches(one, where)),
      );
    },
    waitForConversation: (where = {}) =>
      changes.waitFor(`a waiting conversation${inWords(where)}`, () =>
        firstInQueue(center, (one) => one.enqueueNumber > 0 && matches(one, where)),
      ),
    revokeTokens: () => oauth.revokeAll(),
    close() {
      closing ??= (async () => {
        changes.close();
        gateway.close();
        sessions.close();
        center.close();
        clock.close();
        await server.close();
      })();
      return closing;
    },
  };
}

function deploymentsOf(options: SimulatorOptions) {
  const wanted = options.deployments ?? [{}];
  const deployments = wanted.map((deployment, index) =>
    createDeployment(
      index === 0
        ? { ...deployment, configuration: { ...options.configuration, ...deployment.configuration } }
        : deployment,
    ),
  );
  const byId = new Map(deployments.map((deployment) => [deployment.id, deployment]));
  if (byId.size === 0 || byId.size < deployments.length) {
    throw new SimulatorError('A simulator needs at least one deployment, and each its own id.');
  }
  return byId;
}

function firstInQueue(center: ContactCenter, fits: (one: Conversation) => boolean): Conversation | undefined {
  return center.conversations
    .filter((one) => (one.state === 'waiting' || one.state === 'alerting') && fits(one))
    .sort((one, other) => one.enqueueNumber - other.enqueueNumber)[0];
}

function matches(conversation: Conversation, { queue }: ConversationFilter): boolean {
  return (
    queue === undefined ||
    conversation.queue.id === queue ||
    conversation.queue.name.toLowerCase() === queue.toLowerCase()
  );
}

function inWords({ queue }: ConversationFilter): string {
  return queue === undefined ? '' : ` in the queue ${queue}`;
}

/** The address to call: "all interfaces" is no address, and IPv6 goes in brackets. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
