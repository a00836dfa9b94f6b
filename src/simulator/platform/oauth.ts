import type { HttpAnswer, HttpRequest } from '../http/routes';
import type { LeverState } from '../leverState';
import type { World } from '../world';

/** The OAuth client that the simulator knows. */
export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Issues and checks access tokens of the client-credentials grant. Source: platform reference, section 2. */
export class OAuthServer {
  readonly #world: World;
  readonly #levers: LeverState;
  readonly #client: OAuthClient;
  readonly #tokenSeconds: number;
  readonly #tokens = new Map<string, number>();

  constructor(world: World, levers: LeverState, client: OAuthClient, tokenSeconds: number) {
    this.#world = world;
    this.#levers = levers;
    this.#client = client;
    this.#tokenSeconds = tokenSeconds;
  }

  /** `POST /oauth/token`. Its errors do not have the platform's error shape. */
  issue(request: HttpRequest): HttpAnswer {
    const failure = this.#levers.oauth.take();
    if (failure !== undefined) return { status: failure.status, body: { error: 'simulated_failure' } };
    const basic = /^basic (.+)$/i.exec(request.raw.headers.authorization ?? '')?.[1] ?? '';
    const [clientId, ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    if (clientId !== this.#client.clientId) return refusal('invalid_client', 'client not found');
    if (rest.join(':') !== this.#client.clientSecret) return refusal('invalid_client', 'authentication failed');
    const grant = new URLSearchParams(request.body.toString('utf8')).get('grant_type');
    if (grant !== 'client_credentials') return refusal('unsupported_grant_type', 'grant is not supported');
    const token = this.#world.newUuid();
    this.#tokens.set(token, this.#world.clock.now() + this.#tokenSeconds * 1000);
    return { status: 200, body: { access_token: token, token_type: 'bearer', expires_in: this.#tokenSeconds - 1 } };
  }

  /** Whether the request carries a token that is good now. */
  accepts(request: HttpRequest): boolean {
    const expiresAtMs = this.#tokens.get(bearer(request));
    return expiresAtMs !== undefined && expiresAtMs > this.#world.clock.now();
  }

  /** Withdraws the request's token. */
  revoke(request: HttpRequest): void {
    this.#tokens.delete(bearer(request));
  }

  /** Withdraws all tokens, as disabling the OAuth client does in the middle of a token's life. */
  revokeAll(): void {
    this.#tokens.clear();
  }
}

function bearer(request: HttpRequest): string {
  return /^bearer (.+)$/i.exec(request.raw.headers.authorization ?? '')?.[1] ?? '';
}

function refusal(error: string, text: string): HttpAnswer {
  return { status: 400, body: { error, description: text, error_description: text } };
}
