import { createHmac, timingSafeEqual } from 'node:crypto';
import { GUEST_JWT_LIFETIME_MS } from '../guestLimits';
import { numberAt, parseJsonObject, stringAt } from '../wireJson';
import type { World } from '../world';

/** Issues and checks the JWTs that open a guest's history. They name the session, never the token. */
export class GuestJwts {
  readonly #world: World;
  readonly #secret: string;

  constructor(world: World) {
    this.#world = world;
    this.#secret = world.newUuid();
  }

  /** A JWT for about a minute; `exp` is in epoch seconds. Source: web messaging reference 2.10. */
  issue(sessionId: string): { jwt: string; exp: number } {
    const exp = Math.floor((this.#world.clock.now() + GUEST_JWT_LIFETIME_MS) / 1000);
    const unsigned = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: sessionId, exp })}`;
    return { jwt: `${unsigned}.${this.#sign(unsigned)}`, exp };
  }

  /** The session a valid JWT stands for; undefined when it is forged or has expired. */
  verify(jwt: string): string | undefined {
    const [header = '', payload = '', signature = ''] = jwt.split('.');
    const expected = Buffer.from(this.#sign(`${header}.${payload}`));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const claims = parseJsonObject(Buffer.from(payload, 'base64url').toString('utf8'));
    const exp = numberAt(claims, 'exp') ?? 0;
    return exp * 1000 > this.#world.clock.now() ? stringAt(claims, 'sub') : undefined;
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#secret).update(text).digest('base64url');
  }
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
