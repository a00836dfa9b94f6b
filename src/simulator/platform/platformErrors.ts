import type { HttpAnswer } from '../http/routes';
import type { World } from '../world';

/** Codes of the platform API by status. Source: platform reference, section 3. */
const CODES: Readonly<Record<number, string>> = {
  400: 'bad.request',
  401: 'bad.credentials',
  403: 'not.authorized',
  404: 'not.found',
  408: 'client.timeout',
  409: 'request.conflict',
  429: 'too.many.requests.retry.after',
  500: 'internal.server.error',
  503: 'service.unavailable',
  504: 'request.timeout',
};

/** A call that the OAuth client may not make. The message names the permissions, any of which would do. */
export function permissionError(world: World, permissions: readonly string[]): HttpAnswer {
  const contextId = world.newUuid();
  const message = `Unable to perform the requested action. You must have at least one of the following permissions: [${permissions.join(', ')}]`;
  return {
    status: 403,
    headers: { 'inin-correlation-id': contextId },
    body: {
      message,
      code: 'missing.any.permissions',
      status: 403,
      messageWithParams:
        'Unable to perform the requested action. You must have at least one of the following permissions: {permissions}',
      messageParams: { permissions: `[${permissions.join(', ')}]` },
      contextId,
      details: [],
      errors: [],
    },
  };
}

/** An error of the platform API, with a correlation id and, for 429, `Retry-After`. */
export function platformError(world: World, status: number, retryAfterSeconds?: number): HttpAnswer {
  const contextId = world.newUuid();
  const code = CODES[status] ?? 'internal.server.error';
  const retryAfter: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return {
    status,
    headers: { 'inin-correlation-id': contextId, ...retryAfter },
    body: { message: `Simulated answer: ${code}`, code, status, contextId, details: [], errors: [] },
  };
}
