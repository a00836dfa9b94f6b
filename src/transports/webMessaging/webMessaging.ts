import { HandoffError } from '../../errors';
import {
  type ConfigurationReading,
  deploymentFindings,
  readDeploymentConfiguration,
} from '../../genesys/deploymentConfiguration';
import type { GuestSessionInfo } from '../../genesys/guestFrames';
import { genesysHosts } from '../../genesys/regions';
import { DEPLOYMENT_ID_ADVICE, WIDGET_RETIRED_ADVICE } from '../../genesys/settings';
import { RateBudget } from '../../runtime/rateBudget';
import type { Runtime } from '../../runtime/runtime';
import type { HandoffTransport, OpenOptions, SessionState, TransportSession } from '../transport';
import { GuestSession } from './guestSession';
import { type WebSocketFactory, wsFactory } from './guestSocket';
import { MAX_ATTRIBUTE_BYTES, MAX_TEXT_BYTES, NEW_CONNECTIONS } from './limits';
import type { ResolvedSettings } from './resolvedSettings';
import type { SessionSurroundings } from './sessionSurroundings';

/** Settings of the Web Messaging transport. All times in milliseconds. */
export interface WebMessagingSettings {
  /** Region key (`eu_west_1`) or domain (`mypurecloud.ie`). Required unless `endpoint` is given. */
  region?: string;
  /** The Messenger deployment id, a UUID: Admin > Message > Messenger Deployments. */
  deploymentId: string;
  /** One base URL in place of the region's hosts: a simulator, a gateway. Default: none. */
  endpoint?: string;
  /** The `Origin` header of every request; needed where the deployment restricts its allowed domains. Default: none. */
  origin?: string;
  /** Opens the WebSocket, e.g. through a proxy. Default: the `ws` package. */
  webSocketFactory?: WebSocketFactory;
  /** For the history and the public configuration. Default: Node's own. */
  fetch?: typeof fetch;
  /** How long a message from the agent is held so that an earlier one can overtake it. Default 200. */
  reorderWindowMs?: number;
  /** How long an answer of Genesys may take before the history is asked instead. Default 10,000. */
  ackTimeoutMs?: number;
  /** How often an idle socket is pinged. Default 15,000. */
  pingIntervalMs?: number;
  /** How long the answer to a ping may take before the socket counts as dead. Default 10,000. */
  pongTimeoutMs?: number;
  /** How long an upgrade may take. Default 15,000. */
  connectTimeoutMs?: number;
  /** How long `end()` may take before it gives up with a retryable error. Default 20,000. */
  endTimeoutMs?: number;
  /** How long one file may take to be fetched, uploaded and checked by Genesys. Default 120,000. */
  uploadTimeoutMs?: number;
  /** How long Genesys may take to show an accepted message in its history; not documented. Default 2,000. */
  historySettleMs?: number;
  /** How long messages from the agent are held while the history fails after a reconnect, and its close as long again. Default 60,000. */
  historyPatienceMs?: number;
  /** How long after a reconnect the history is read once more, in case it lagged. Default 5,000. */
  secondLookMs?: number;
  /** Waits between connection attempts: doubling from `firstMs` to `maxMs`, with jitter. Default 500 and 30,000. */
  reconnect?: { firstMs: number; maxMs: number };
}

/** Settings of the web chat widget, which Genesys removed. Whoever gives them needs another kind of deployment. */
const RETIRED_SETTINGS = [
  'organizationId',
  'organizationGuid',
  'orgGuid',
  'orgId',
  'deploymentKey',
  'widgetId',
  'widgetDeploymentId',
];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Carries handoffs over Genesys Cloud Web Messaging: a guest WebSocket for each conversation, no webhook, no login.
 *
 * @example
 * webMessaging({ region: 'eu_west_1', deploymentId: '0c8d5d6e-55aa-4f5e-9b0d-7a1e3a9c2d41' })
 *
 * @throws HandoffError `settingsMissing`, `settingsInvalid`, or `widgetDeploymentRetired` for settings of the removed web chat
 */
export function webMessaging(settings: WebMessagingSettings): HandoffTransport {
  return new WebMessagingTransport(resolveSettings(settings));
}

class WebMessagingTransport implements HandoffTransport {
  readonly name = 'webMessaging';
  readonly maxTextBytes = MAX_TEXT_BYTES;
  readonly maxAttributeBytes = MAX_ATTRIBUTE_BYTES;
  private started?: { surroundings: SessionSurroundings; stopping: AbortController };
  private reading?: ConfigurationReading;
  private readonly sessions = new Set<GuestSession>();

  constructor(private readonly settings: ResolvedSettings) {}

  get hearsDisconnects(): boolean | undefined {
    const setting = this.reading?.kind === 'read' ? this.reading.configuration.conversationDisconnect : undefined;
    return setting === undefined ? undefined : setting !== 'off';
  }

  async start(runtime: Runtime): Promise<void> {
    const stopping = new AbortController();
    this.started = { surroundings: this.surroundings(runtime), stopping };
    const { region, endpoint, deploymentId, origin, fetch } = this.settings;
    this.reading = await readDeploymentConfiguration({
      region,
      endpoint,
      deploymentId,
      origin,
      fetch,
      clock: runtime.clock,
      signal: stopping.signal,
    });
    if (stopping.signal.aborted) return;
    const reason = this.reading.kind === 'unavailable' ? this.reading.reason : undefined;
    for (const { code, advice } of deploymentFindings(this.reading)) {
      runtime.logger.warn({ code, deploymentId, advice, ...(reason && { reason }) });
    }
  }

  createSession(): SessionState {
    return { token: this.running().runtime.random.uuid(), deploymentId: this.settings.deploymentId };
  }

  open(options: OpenOptions): TransportSession {
    const surroundings = this.running();
    const { token, deploymentId } = options.state;
    if (typeof token !== 'string' || token === '' || typeof deploymentId !== 'string') {
      throw new HandoffError(
        'recordCorrupt',
        `The session state of handoff ${options.ids.handoffId} is not one of Web Messaging: it has no token or no deployment id.`,
      );
    }
    // A token belongs to the deployment it was first used with, whatever the settings say by now.
    const session = new GuestSession(surroundings, { token, deploymentId }, options, this.forget);
    this.sessions.add(session);
    return session;
  }

  async stop(): Promise<void> {
    this.started?.stopping.abort();
    this.started = undefined;
    await Promise.all([...this.sessions].map((session) => session.close()));
    this.sessions.clear();
  }

  private readonly forget = (session: GuestSession): void => {
    this.sessions.delete(session);
  };

  private surroundings(runtime: Runtime): SessionSurroundings {
    let kept: { media: GuestSessionInfo['media']; key: string } | undefined;
    return {
      settings: this.settings,
      runtime,
      connectionBudget: new RateBudget(runtime.clock, NEW_CONNECTIONS),
      configuration: () => (this.reading?.kind === 'read' ? this.reading.configuration : undefined),
      keepMedia(media) {
        const key = JSON.stringify(media ?? null);
        if (kept?.key !== key) kept = { media, key };
        return kept.media;
      },
    };
  }

  private running(): SessionSurroundings {
    if (!this.started) {
      throw new HandoffError('notStarted', 'The Web Messaging transport is not started: call handoff.start() first.');
    }
    return this.started.surroundings;
  }
}

function resolveSettings(settings: WebMessagingSettings): ResolvedSettings {
  const given = settings as unknown as Record<string, unknown>;
  const retired = RETIRED_SETTINGS.find((name) => given[name] !== undefined && given[name] !== null);
  if (retired) {
    throw new HandoffError(
      'widgetDeploymentRetired',
      `${retired} belongs to a web chat widget. ${WIDGET_RETIRED_ADVICE}`,
    );
  }
  if (!settings.deploymentId) {
    throw new HandoffError(
      'settingsMissing',
      `deploymentId is missing (GENESYSCLOUD_DEPLOYMENT_ID): ${DEPLOYMENT_ID_ADVICE}.`,
    );
  }
  if (typeof settings.deploymentId !== 'string' || !UUID.test(settings.deploymentId.trim())) {
    throw new HandoffError(
      'settingsInvalid',
      `deploymentId "${settings.deploymentId}" is not a UUID. It is ${DEPLOYMENT_ID_ADVICE}.`,
    );
  }
  return {
    hosts: genesysHosts(settings),
    region: settings.region,
    endpoint: settings.endpoint,
    deploymentId: settings.deploymentId.trim(),
    origin: settings.origin,
    webSocketFactory: settings.webSocketFactory ?? wsFactory,
    fetch: settings.fetch ?? ((input, init) => fetch(input, init)),
    reorderWindowMs: duration('reorderWindowMs', settings.reorderWindowMs, 200, 0),
    ackTimeoutMs: duration('ackTimeoutMs', settings.ackTimeoutMs, 10_000),
    pingIntervalMs: duration('pingIntervalMs', settings.pingIntervalMs, 15_000),
    pongTimeoutMs: duration('pongTimeoutMs', settings.pongTimeoutMs, 10_000),
    connectTimeoutMs: duration('connectTimeoutMs', settings.connectTimeoutMs, 15_000),
    endTimeoutMs: duration('endTimeoutMs', settings.endTimeoutMs, 20_000),
    uploadTimeoutMs: duration('uploadTimeoutMs', settings.uploadTimeoutMs, 120_000),
    historySettleMs: duration('historySettleMs', settings.historySettleMs, 2_000, 0),
    historyPatienceMs: duration('historyPatienceMs', settings.historyPatienceMs, 60_000),
    secondLookMs: duration('secondLookMs', settings.secondLookMs, 5_000),
    reconnect: {
      firstMs: duration('reconnect.firstMs', settings.reconnect?.firstMs, 500),
      maxMs: duration('reconnect.maxMs', settings.reconnect?.maxMs, 30_000),
    },
  };
}

function duration(name: string, value: number | undefined, fallbackMs: number, leastMs = 1): number {
  if (value === undefined) return fallbackMs;
  if (typeof value === 'number' && Number.isFinite(value) && value >= leastMs) return value;
  throw new HandoffError('settingsInvalid', `${name} must be a number of milliseconds, at least ${leastMs}.`);
}
