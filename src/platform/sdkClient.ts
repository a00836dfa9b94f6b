import type { GenesysHosts } from '../genesys/regions';

/** What came back, whatever its status; never an exception's insides. */
export type SdkAnswer =
  | { kind: 'answer'; status: number; headers: Readonly<Record<string, string>>; body: unknown }
  /** Nothing came back: `ECONNREFUSED`, `ECONNABORTED` (a time-out), … */
  | { kind: 'noAnswer'; code: string };

export interface SdkRequest {
  method: 'GET' | 'POST' | 'HEAD' | 'PATCH';
  /** Below `/api/v2`, with `{names}` for what stands in `params`. */
  path: string;
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: object;
}

/** Genesys' platform SDK, cut down to two calls. */
export interface SdkClient {
  login(clientId: string, clientSecret: string): Promise<SdkAnswer>;
  call(request: SdkRequest, token: string): Promise<SdkAnswer>;
}

/** The members of the SDK's ApiClient that are used; its own types declare no constructor. */
interface ApiClient {
  config: { live_reload_config: boolean; logger: { log_level: string; setLogger(): void } };
  timeout: number;
  setEnvironment(domain: string): void;
  setGateway(gateway?: object): void;
  setReturnExtendedResponses(on: boolean): void;
  setAccessToken(token: string): void;
  setPreHook(hook: (config: object) => object): void;
  loginClientCredentialsGrant(id: string, secret: string): Promise<{ accessToken: string; tokenExpiryTime: number }>;
  callApi(...parts: unknown[]): Promise<unknown>;
}

const AUTH = ['PureCloud OAuth'];
const JSON_ONLY = ['application/json'];

/**
 * The one place that touches `purecloud-platform-client-v2`. What it does about the SDK's traps (all seen at 262.0.0):
 *
 * - it costs 140 ms and 37 MB, so it is loaded by the first client that is made, never by importing this package;
 * - the global instance belongs to whoever else uses the SDK in this process, so this is an instance of our own;
 * - a file in the home directory overrides what code has set, whenever it changes: the watch is switched off first,
 *   and hosts and log level are set after that;
 * - a refused login rejects with the whole request, client secret included: nothing of it is passed on but the status
 *   and the body;
 * - HTTP_PROXY is obeyed even for 127.0.0.1: a local simulator is reached directly.
 */
export function createSdkClient(
  hosts: GenesysHosts,
  isEndpoint: boolean,
  timeoutMs: number,
  /** Aborted, it ends whatever is under way. */
  signal: () => AbortSignal,
): SdkClient {
  const sdk: { ApiClient: { instance: object } } = require('purecloud-platform-client-v2');
  const ApiClientClass = sdk.ApiClient.instance.constructor as new () => ApiClient;
  const client = new ApiClientClass();
  client.config.live_reload_config = false;
  client.config.logger.log_level = 'none';
  client.config.logger.setLogger();
  client.timeout = timeoutMs;
  const api = new URL(hosts.api);
  // setEnvironment always makes https://api.<domain>; only a gateway can be any address.
  client.setGateway(isEndpoint ? gatewayOf(api) : undefined);
  if (!isEndpoint) client.setEnvironment(api.hostname.replace(/^api\./, ''));
  client.setReturnExtendedResponses(true);
  const direct = isLoopback(api.hostname);
  client.setPreHook((config) => ({ ...config, signal: signal(), ...(direct && { proxy: false }) }));

  return {
    login: (clientId, clientSecret) =>
      answerOf(async () => {
        const granted = await client.loginClientCredentialsGrant(clientId, clientSecret);
        // The SDK has turned the life into an instant on the machine's clock; turned back here, on the same clock.
        const lifeMs = granted.tokenExpiryTime - Date.now();
        return { status: 200, headers: {}, body: { token: granted.accessToken, lifeMs } };
      }),
    call: ({ method, path, params = {}, query = {}, body }, token) => {
      // Read synchronously by callApi, so calls with different tokens cannot mix.
      client.setAccessToken(token);
      return answerOf(() =>
        client.callApi(
          `/api/v2${path}`,
          method,
          params,
          query,
          {},
          {},
          body,
          AUTH,
          body === undefined ? [] : JSON_ONLY,
          JSON_ONLY,
        ),
      );
    },
  };
}

function gatewayOf(url: URL): object {
  const path = url.pathname.replace(/\/+$/, '');
  return {
    protocol: url.protocol.slice(0, -1),
    host: url.hostname,
    ...(url.port !== '' && { port: Number(url.port) }),
    path_params_login: path,
    path_params_api: path,
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host);
}

/** Success and failure as one shape. A login rejects with axios' error, a call with an extended response or that error. */
async function answerOf(run: () => Promise<unknown>): Promise<SdkAnswer> {
  let result: unknown;
  try {
    result = await run();
  } catch (rejection) {
    result = rejection;
  }
  const outer = (result ?? {}) as Record<string, unknown>;
  const inner = (typeof outer.status === 'number' && 'headers' in outer ? outer : outer.response) as
    | { status?: unknown; headers?: unknown; body?: unknown; data?: unknown }
    | undefined;
  if (typeof inner?.status !== 'number') {
    return { kind: 'noAnswer', code: typeof outer.code === 'string' ? outer.code : 'unknown' };
  }
  return { kind: 'answer', status: inner.status, headers: plainHeaders(inner.headers), body: inner.body ?? inner.data };
}

function plainHeaders(headers: unknown): Record<string, string> {
  const entries = Object.entries((headers ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}
