import { type GuestMessage, parseGuestMessage } from './guestMessage';
import {
  asArray,
  asBoolean,
  asFilled,
  asNumber,
  asObject,
  asObjects,
  asString,
  type JsonObject,
  parseJson,
} from './json';

/**
 * What Genesys says to a guest, one frame at a time. Whatever is not understood becomes `unknown` or `malformed` and
 * is survived; error texts are left behind on purpose, since they can quote the message.
 */
export type GuestFrame = { tracingId?: string } & (
  | { kind: 'session'; session: GuestSessionInfo }
  | { kind: 'message'; message: GuestMessage }
  | { kind: 'jwt'; jwt: string; expiresAtMs?: number }
  /** The request was not processed; it may be repeated after the wait. */
  | { kind: 'tooManyRequests'; retryAfterMs: number }
  /** Any other refusal: an HTTP-like code or one of Genesys' own (4xxx). */
  | { kind: 'error'; code: number }
  /** Where the bytes of an announced file go. */
  | { kind: 'presignedUrl'; attachmentId?: string; url: string; headers: Record<string, string> }
  /** The announced file is refused. */
  | { kind: 'uploadRefused'; attachmentId?: string; code: number }
  /** The uploaded file was looked at: it may be sent, or (with a code) it may not. */
  | { kind: 'uploadChecked'; attachmentId: string; code?: number }
  | { kind: 'sessionExpired' }
  | { kind: 'sessionCleared' }
  /** This socket is no longer attached to the session; the session itself may live on. */
  | { kind: 'connectionClosed'; reason?: string }
  | { kind: 'unknown'; class: string }
  | { kind: 'malformed'; why: 'notJson' | 'notAnObject' | 'noClass' | 'badBody'; class?: string }
);

/** The answer to `configureSession` (and, with `connected: false`, to `closeSession`). */
export interface GuestSessionInfo {
  connected: boolean;
  /** True: no live session existed for this token. Undefined where Genesys did not say. */
  newSession?: boolean;
  readOnly: boolean;
  /** When the session expires unless it is used. */
  expiresAtMs?: number;
  /** What files this guest may send, where Genesys said so. */
  media?: { types: string[]; maxFileBytes?: number; blockedExtensions: string[] };
}

/** The wait where a 429 names none. */
const DEFAULT_RETRY_AFTER_MS = 3_000;
/** Genesys names seconds; a wild value must not silence a conversation for good. */
const MAX_RETRY_AFTER_MS = 5 * 60_000;

/** Reads one text frame. Never throws. */
export function parseFrame(text: string): GuestFrame {
  const json = parseJson(text);
  if (json === undefined) return { kind: 'malformed', why: 'notJson' };
  const envelope = asObject(json);
  if (!envelope) return { kind: 'malformed', why: 'notAnObject' };
  const tracingId = asFilled(envelope.tracingId);
  const frame = parseEnvelope(envelope);
  return tracingId === undefined ? frame : { ...frame, tracingId };
}

function parseEnvelope(envelope: JsonObject): GuestFrame {
  const className = asFilled(envelope.class);
  if (className === undefined) return { kind: 'malformed', why: 'noClass' };
  const code = asNumber(envelope.code) ?? 200;
  const body = asObject(envelope.body);
  switch (className) {
    case 'SessionResponse':
      return body ? parseSession(body) : { kind: 'malformed', why: 'badBody', class: className };
    case 'StructuredMessage': {
      const message = parseGuestMessage(body);
      return message ? { kind: 'message', message } : { kind: 'malformed', why: 'badBody', class: className };
    }
    case 'JwtResponse': {
      const jwt = asFilled(body?.jwt);
      if (jwt === undefined) return { kind: 'malformed', why: 'badBody', class: className };
      return { kind: 'jwt', jwt, expiresAtMs: epochMs(body?.exp) };
    }
    case 'PresignedUrlResponse': {
      const url = asFilled(body?.url);
      if (url === undefined) return { kind: 'malformed', why: 'badBody', class: className };
      return { kind: 'presignedUrl', attachmentId: asFilled(body?.attachmentId), url, headers: texts(body?.headers) };
    }
    case 'UploadSuccessEvent':
    case 'UploadFailureEvent': {
      const attachmentId = asFilled(body?.attachmentId);
      if (attachmentId === undefined) return { kind: 'malformed', why: 'badBody', class: className };
      const failed = className === 'UploadFailureEvent' && { code: asNumber(body?.errorCode) ?? 0 };
      return { kind: 'uploadChecked', attachmentId, ...failed };
    }
    case 'GenerateUrlError': {
      const errorCode = asNumber(body?.errorCode) ?? asNumber(envelope.code) ?? 0;
      if (errorCode === 429 || errorCode === 4029) return refusal(errorCode, body);
      return { kind: 'uploadRefused', attachmentId: asFilled(body?.attachmentId), code: errorCode };
    }
    case 'SessionExpiredEvent':
      return { kind: 'sessionExpired' };
    case 'SessionClearedEvent':
      return { kind: 'sessionCleared' };
    case 'ConnectionClosedEvent':
      // The Kotlin SDK reads `reason`, the OpenAPI document says `reasonCode`.
      return { kind: 'connectionClosed', reason: asString(body?.reason) ?? asString(body?.reasonCode) };
    case 'LogoutEvent':
      return { kind: 'connectionClosed', reason: 'logout' };
    case 'TooManyRequestsErrorMessage':
      return { kind: 'tooManyRequests', retryAfterMs: retryAfter(body) };
    case 'string':
      return code >= 400 ? refusal(code, undefined) : { kind: 'unknown', class: className };
    case 'Error':
    case 'ErrorMessage':
      return refusal(asNumber(body?.errorCode) ?? asNumber(envelope.code) ?? 0, body);
    default:
      // A class nobody knows yet that is plainly an error still answers the request it names.
      return code >= 400 ? refusal(asNumber(body?.errorCode) ?? code, body) : { kind: 'unknown', class: className };
  }
}

function parseSession(body: JsonObject): GuestFrame {
  return {
    kind: 'session',
    session: {
      connected: asBoolean(body.connected) ?? true,
      newSession: asBoolean(body.newSession),
      readOnly: asBoolean(body.readOnly) ?? false,
      expiresAtMs: epochMs(body.expirationDate),
      media: parseMedia(body),
    },
  };
}

function parseMedia(body: JsonObject): GuestSessionInfo['media'] {
  const inbound = asObject(asObject(body.allowedMedia)?.inbound);
  if (inbound === undefined && body.blockedExtensions === undefined) return undefined;
  const kilobytes = asNumber(inbound?.maxFileSizeKB);
  return {
    types: asObjects(inbound?.fileTypes).flatMap(({ type }) => asFilled(type)?.toLowerCase() ?? []),
    ...(kilobytes !== undefined && { maxFileBytes: kilobytes * 1024 }),
    blockedExtensions: asArray(body.blockedExtensions).flatMap((one) => asFilled(one)?.toLowerCase() ?? []),
  };
}

/** The texts of a map of headers. */
function texts(value: unknown): Record<string, string> {
  const entries = Object.entries(asObject(value) ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function refusal(code: number, body: JsonObject | undefined): GuestFrame {
  switch (code) {
    case 429:
    case 4029:
      return { kind: 'tooManyRequests', retryAfterMs: retryAfter(body) };
    case 4006:
      return { kind: 'sessionExpired' };
    default:
      return { kind: 'error', code };
  }
}

function retryAfter(body: JsonObject | undefined): number {
  const seconds = asNumber(body?.retryAfter);
  return seconds === undefined || seconds < 0 ? DEFAULT_RETRY_AFTER_MS : Math.min(seconds * 1000, MAX_RETRY_AFTER_MS);
}

/** Seconds or milliseconds since the epoch: both were seen for `expirationDate`. */
function epochMs(value: unknown): number | undefined {
  const number = asNumber(value);
  if (number === undefined || number <= 0) return undefined;
  return number < 1e12 ? number * 1000 : number;
}

/** One page of `GET /api/v2/webmessaging/messages`; entries that are no messages are passed over. */
export interface HistoryPage {
  entries: GuestMessage[];
  /** How many entries the page held, readable or not. */
  size: number;
  pageCount?: number;
  total?: number;
}

/** Undefined where the answer is no page at all. */
export function parseHistoryPage(json: unknown): HistoryPage | undefined {
  const page = asObject(json);
  if (!page || !Array.isArray(page.entities)) return undefined;
  return {
    entries: asArray(page.entities).flatMap((entity) => parseGuestMessage(entity) ?? []),
    size: page.entities.length,
    pageCount: asNumber(page.pageCount),
    total: asNumber(page.total),
  };
}
