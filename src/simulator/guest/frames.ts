import type { JsonObject } from '../wireJson';

/** A server frame. Source: web messaging reference 3.1. */
export interface ServerFrame {
  readonly type: 'response' | 'message';
  readonly class: string;
  readonly code: number;
  readonly body: JsonObject | string;
  readonly tracingId?: string;
}

/** The answer to a request; carries the request's tracing id. */
export function response(name: string, body: JsonObject, tracingId: string | undefined): ServerFrame {
  return { type: 'response', class: name, code: 200, body, ...(tracingId === undefined ? {} : { tracingId }) };
}

/** A push. Echoes of the guest's messages carry the tracing id of what they acknowledge. */
export function push(name: string, body: JsonObject, tracingId?: string): ServerFrame {
  return { type: 'message', class: name, code: 200, body, ...(tracingId === undefined ? {} : { tracingId }) };
}

/** An error in its plain form: class `string`, the text as the body. Source: reference 3.12. */
export function stringError(code: number, text: string, tracingId: string | undefined): ServerFrame {
  return { type: 'response', class: 'string', code, body: text, ...(tracingId === undefined ? {} : { tracingId }) };
}

/** "Too many requests": the request was not processed. Source: reference 3.8. */
export function tooManyRequests(retryAfterSeconds: number, tracingId: string | undefined): ServerFrame {
  return {
    type: 'response',
    class: 'TooManyRequestsErrorMessage',
    code: 429,
    body: { retryAfter: retryAfterSeconds, errorCode: 4029, errorMessage: 'Message rate too high for this session' },
    ...(tracingId === undefined ? {} : { tracingId }),
  };
}

/** A refused upload in its JSON form. Source: reference 3.7. */
export function generateUrlError(
  attachmentId: string,
  errorCode: number,
  errorMessage: string,
  tracingId: string | undefined,
): ServerFrame {
  return {
    type: 'response',
    class: 'GenerateUrlError',
    code: 400,
    body: { attachmentId, errorCode, errorMessage },
    ...(tracingId === undefined ? {} : { tracingId }),
  };
}
