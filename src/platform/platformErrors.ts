import { HandoffError } from '../errors';
import { asFilled, asObject } from '../genesys/json';
import type { SdkAnswer } from './sdkClient';

/** A permission as Genesys writes it: `routing:queue:view`. */
const PERMISSION = /[a-z][a-z-]*:[a-z*][a-z*-]*:[a-z*][a-z*-]*/gi;

/** What was asked for, for the words of an error. */
export interface CallDescription {
  /** Such as `GET /routing/queues`. */
  name: string;
  /** What it needs, as far as the vendor's reference says. */
  permission?: string;
}

/**
 * An answer that is no success, as an error of ours. Only codes, ids and names of permissions are taken out of the body:
 * its message may repeat what was sent.
 */
export function platformError(call: CallDescription, answer: SdkAnswer & { kind: 'answer' }): HandoffError {
  const body = asObject(answer.body);
  const code = asFilled(body?.code);
  const correlationId = answer.headers['inin-correlation-id'] ?? asFilled(body?.contextId);
  const { status } = answer;
  const what = `${call.name} was answered with HTTP ${status}${code === undefined ? '' : ` ${code}`}${idOf(correlationId)}`;
  switch (true) {
    case status === 401:
      return new HandoffError(
        'credentialsInvalid',
        `${what}, with a new token too. The OAuth client may be disabled: Admin > Integrations > OAuth.`,
        { correlationId },
      );
    case status === 403:
      return new HandoffError('permissionMissing', `${what}. ${permissionAdvice(call, body)}`, { correlationId });
    case status === 404:
      return new HandoffError(
        'notFound',
        `${what}: it does not exist, or is in a division that the OAuth client's role may not see.`,
        { correlationId },
      );
    case status === 408 || status === 429 || status >= 500:
      return transientError(call.name, status, correlationId);
    default:
      return new HandoffError('platformRefused', `${what}.`, { correlationId });
  }
}

/** Something that may pass. */
export function transientError(name: string, status: number, correlationId: string | undefined): HandoffError {
  return status === 429
    ? new HandoffError('rateLimited', `${name} was answered with HTTP 429${idOf(correlationId)}: too many calls.`, {
        correlationId,
      })
    : new HandoffError('platformUnavailable', `${name} was answered with HTTP ${status}${idOf(correlationId)}.`, {
        correlationId,
      });
}

/** Nothing came back. */
export function noAnswerError(name: string, code: string): HandoffError {
  return new HandoffError('platformUnavailable', `${name} got no answer (${code}). Check the region and the network.`);
}

function permissionAdvice(call: CallDescription, body: Record<string, unknown> | undefined): string {
  const named = asFilled(body?.message)?.match(PERMISSION) ?? [];
  const wanted = [...new Set([...named, ...(call.permission === undefined ? [] : [call.permission])])];
  const which = wanted.length === 0 ? 'a permission is' : `the permission ${wanted.join(' or ')} is`;
  return `For the OAuth client ${which} missing, or it is granted for another division. Add it to the client's role: Admin > Roles / Permissions.`;
}

function idOf(correlationId: string | undefined): string {
  return correlationId === undefined ? '' : ` (correlation id ${correlationId})`;
}
