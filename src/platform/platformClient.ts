import { setMaxListeners } from 'node:events';
import { errorCode, HandoffError } from '../errors';
import { genesysHosts } from '../genesys/regions';
import { backoffMs } from '../runtime/backoff';
import { delay } from '../runtime/clock';
import type { Runtime } from '../runtime/runtime';
import { AccessToken, type Credentials } from './accessToken';
import { noAnswerError, platformError } from './platformErrors';
import { createSdkClient, type SdkAnswer, type SdkClient, type SdkRequest } from './sdkClient';

/** How often one call is tried. */
const TRIES = 3;

/** Waits when Genesys does not say how long. Source: platform reference, section 4 (1 to 3 s). */
const RETRY = { firstMs: 1_000, maxMs: 3_000 };

/** Longest wait that a `Retry-After` can impose; beyond it the caller hears `rateLimited` at once. */
const LONGEST_RETRY_AFTER_MS = 10_000;

/** Statuses that Genesys' own resiliency samples try again. Source: platform reference, section 3. */
const GATEWAY_FAILURES: ReadonlySet<number> = new Set([502, 503, 504]);

export interface PlatformClientSettings extends Credentials {
  region?: string;
  endpoint?: string;
  /** For one request. Default 5,000. */
  timeoutMs?: number;
}

export interface PlatformCall extends SdkRequest {
  /** What the call needs, named when it is refused. */
  permission?: string;
  /** The call changes nothing although it is a POST, so it may be repeated. */
  repeatable?: boolean;
}

/**
 * Calls of Genesys' platform API: with a token, in time, and tried again where that is safe. 429 waits as long as it says
 * (with jitter, within bounds), 401 gets one new token, gateway failures repeat what only reads. Holds no timer and no
 * socket between calls.
 */
export class PlatformClient {
  readonly #settings: PlatformClientSettings;
  private sdkClient: SdkClient | undefined;
  private readonly token: AccessToken;
  private stopping = newStop();

  /** @throws HandoffError `settingsMissing`, `settingsInvalid` */
  constructor(
    settings: PlatformClientSettings,
    private readonly runtime: Runtime,
  ) {
    const missing = [
      !settings.clientId?.trim() && 'clientId (GENESYSCLOUD_OAUTHCLIENT_ID)',
      !settings.clientSecret?.trim() && 'clientSecret (GENESYSCLOUD_OAUTHCLIENT_SECRET)',
    ].filter((name) => name !== false);
    if (missing.length > 0) {
      throw new HandoffError(
        'settingsMissing',
        `genesysPlatform: ${missing.join(' and ')} missing. Create an OAuth client of grant type Client Credentials: Admin > Integrations > OAuth.`,
      );
    }
    genesysHosts(settings);
    this.#settings = settings;
    this.token = new AccessToken(() => this.sdk(), settings, runtime.clock);
  }

  /**
   * The body of a successful answer.
   *
   * @throws HandoffError `credentialsInvalid`, `permissionMissing`, `notFound`, `platformRefused`, `platformUnavailable`,
   * `rateLimited`
   */
  async call(call: PlatformCall): Promise<unknown> {
    const { signal } = this.stopping;
    const name = `${call.method} ${call.path}`;
    let renewed = false;
    for (let attempt = 0; ; attempt++) {
      const token = await this.token.get();
      const answer = await this.sdk().call(call, token);
      if (signal.aborted) throw new HandoffError('platformUnavailable', `${name} was given up: the handoff stops.`);
      if (answer.kind === 'answer' && answer.status < 300) return answer.body;
      if (answer.kind === 'answer' && answer.status === 401 && !renewed) {
        renewed = true;
        this.token.discard(token);
        continue;
      }
      const error =
        answer.kind === 'noAnswer'
          ? noAnswerError(name, answer.code)
          : platformError({ name, permission: call.permission }, answer);
      const waitMs = attempt + 1 < TRIES ? this.waitBeforeRetry(call, answer, attempt) : undefined;
      if (waitMs === undefined) throw error;
      this.runtime.logger.info({ code: 'platformCallRepeated', call: name, error: errorCode(error), waitMs });
      await delay(this.runtime.clock, waitMs, signal);
      if (signal.aborted) throw error;
    }
  }

  /** Gives up what is under way. A later call works again. */
  stop(): void {
    this.stopping.abort();
    this.stopping = newStop();
  }

  /** `undefined`: not again. */
  private waitBeforeRetry(call: PlatformCall, answer: SdkAnswer, attempt: number): number | undefined {
    const { random } = this.runtime;
    if (answer.kind === 'answer' && answer.status === 429) {
      const seconds = Number(answer.headers['retry-after'] ?? Number.NaN);
      if (!Number.isFinite(seconds) || seconds < 0) return backoffMs(attempt, RETRY, random);
      const waitMs = Math.round(seconds * 1000 + 250 * random.next());
      return seconds * 1000 <= LONGEST_RETRY_AFTER_MS ? waitMs : undefined;
    }
    const mayRepeat = call.method === 'GET' || call.method === 'HEAD' || call.repeatable === true;
    if (!mayRepeat || answer.kind === 'noAnswer' || !GATEWAY_FAILURES.has(answer.status)) return undefined;
    return backoffMs(attempt, { firstMs: RETRY.firstMs / 4, maxMs: RETRY.maxMs }, random);
  }

  private sdk(): SdkClient {
    this.sdkClient ??= createSdkClient(
      genesysHosts(this.#settings),
      this.#settings.endpoint !== undefined && this.#settings.endpoint !== '',
      this.#settings.timeoutMs ?? 5_000,
      () => this.stopping.signal,
    );
    return this.sdkClient;
  }
}

/** Every call under way listens to it. */
function newStop(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
