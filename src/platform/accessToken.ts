import { HandoffError } from '../errors';
import { asFilled, asNumber, asObject } from '../genesys/json';
import type { Clock } from '../runtime/clock';
import { noAnswerError, transientError } from './platformErrors';
import type { SdkClient } from './sdkClient';

/** A token is renewed this long before it ends, or after nine tenths of its life where that is later. */
const RENEW_EARLY_MS = 300_000;

/** Genesys' default life of a token, for an answer that does not say. Source: platform reference, section 2. */
const DEFAULT_LIFE_MS = 86_400_000;

export interface Credentials {
  clientId: string;
  clientSecret: string;
}

/**
 * The access token of the client-credentials grant: one for all callers, asked for once however many wait for it, and
 * renewed before it ends (the grant has no refresh token).
 */
export class AccessToken {
  // Truly private: whoever prints an object that holds this one must not print a secret.
  readonly #credentials: Credentials;
  #current: { token: string; renewAtMs: number } | undefined;
  private pending: Promise<string> | undefined;

  constructor(
    private readonly sdk: () => SdkClient,
    credentials: Credentials,
    private readonly clock: Clock,
  ) {
    this.#credentials = credentials;
  }

  /** @throws HandoffError `credentialsInvalid`, `platformUnavailable`, `rateLimited` */
  get(): Promise<string> {
    if (this.#current !== undefined && this.clock.now() < this.#current.renewAtMs) {
      return Promise.resolve(this.#current.token);
    }
    this.pending ??= this.login().finally(() => {
      this.pending = undefined;
    });
    return this.pending;
  }

  /** This token was refused: the next `get` asks for a new one, unless somebody has done so already. */
  discard(token: string): void {
    if (this.#current?.token === token) this.#current = undefined;
  }

  private async login(): Promise<string> {
    const { clientId, clientSecret } = this.#credentials;
    const askedAtMs = this.clock.now();
    const answer = await this.sdk().login(clientId, clientSecret);
    if (answer.kind === 'noAnswer') throw noAnswerError('The login', answer.code);
    const body = asObject(answer.body);
    if (answer.status !== 200) throw loginError(clientId, answer.status, asFilled(body?.error), answer.headers);
    const token = asFilled(body?.token);
    if (token === undefined) throw transientError('The login', answer.status, undefined);
    const life = Math.max(0, asNumber(body?.lifeMs) ?? DEFAULT_LIFE_MS);
    this.#current = { token, renewAtMs: askedAtMs + Math.max(life - RENEW_EARLY_MS, life * 0.9) };
    return token;
  }
}

/**
 * The login answers in the shape of OAuth, with 400 in what was seen and 401 by RFC 6749. A pair that belongs to
 * another region is reported to look exactly like a wrong one (platform reference, section 2).
 */
function loginError(
  clientId: string,
  status: number,
  error: string | undefined,
  headers: Readonly<Record<string, string>>,
): HandoffError {
  const correlationId = headers['inin-correlation-id'];
  if (status === 429 || status >= 500) return transientError('The login', status, correlationId);
  const grant = error === 'unauthorized_client' || error === 'unsupported_grant_type';
  return new HandoffError(
    'credentialsInvalid',
    `Genesys Cloud refused the OAuth client ${clientId} (HTTP ${status}${error === undefined ? '' : `, ${error}`}). ` +
      (grant
        ? 'The client must be of grant type Client Credentials: Admin > Integrations > OAuth.'
        : 'Check GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET under Admin > Integrations > OAuth, and the ' +
          'region (GENESYSCLOUD_REGION): the right pair in the wrong region looks the same.'),
    { correlationId },
  );
}
