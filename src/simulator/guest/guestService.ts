import type { SimulatedDeployment } from '../deployment';
import type { FileStore } from '../fileStore';
import type { LeverState } from '../leverState';
import { type JsonObject, stringAt } from '../wireJson';
import type { World } from '../world';
import type { GuestJwts } from './guestJwt';
import { GuestRefusal, REFUSAL } from './guestRefusal';
import type { GuestSession } from './guestSession';
import type { GuestSessions } from './guestSessions';
import type { GuestSocket } from './guestSocket';

/** What the guest API's actions lean on. */
export interface GuestService {
  readonly world: World;
  readonly levers: LeverState;
  readonly sessions: GuestSessions;
  readonly files: FileStore;
  readonly jwts: GuestJwts;
  readonly deployments: ReadonlyMap<string, SimulatedDeployment>;
  readonly options: GuestServiceOptions;
}

/** How the guest service behaves where Genesys leaves a choice, or has changed its mind. */
export interface GuestServiceOptions {
  /** Rate limits and sizes are enforced. Change it at any time. */
  readonly limits: { enforce: boolean };
  /** The custom attributes at the frame's top level count too, as they did until June 2026. */
  readonly legacyTopLevelChannel: boolean;
  /** The guest's own `message.metadata` comes back in echo and history. Whether Genesys does that is unverified. */
  readonly echoGuestMetadata: boolean;
  /** How long after an end a new message re-opens the same conversation. */
  readonly threadingTimelineHours: number;
  /** How long the content check of an upload takes. */
  readonly uploadScanMs: number;
}

/** One request of a guest. */
export interface GuestRequest {
  readonly service: GuestService;
  readonly socket: GuestSocket;
  readonly frame: JsonObject;
  readonly token: string;
  readonly tracingId: string | undefined;
}

/** The session of the request: the socket must have been configured, with this token. */
export function sessionOf(request: GuestRequest): GuestSession {
  const { socket, token } = request;
  if (socket.sessionExpired) throw new GuestRefusal(REFUSAL.sessionExpired, 'Session has expired');
  if (socket.session === undefined || socket.session.token !== token) {
    throw new GuestRefusal(REFUSAL.sessionNotFound, 'Session not found; configure it first');
  }
  return socket.session;
}

/** A required string of the frame. */
export function required(frame: JsonObject, key: string): string {
  const value = stringAt(frame, key);
  if (value === undefined || value === '')
    throw new GuestRefusal(REFUSAL.missingParameter, `Missing parameter: ${key}`);
  return value;
}
