import type { SimulatedDeployment } from '../deployment';
import { GUEST_LIMITS } from '../guestLimits';
import { asObject, stringAt } from '../wireJson';
import { isoTime, newHexId } from '../world';
import { response } from './frames';
import { GuestRefusal, RateRefusal, REFUSAL } from './guestRefusal';
import { type GuestRequest, required, sessionOf } from './guestService';
import type { GuestSession } from './guestSession';

/** `configureSession`: attaches the socket to its token's session, which begins here if there is none. */
export function configureSession(request: GuestRequest): void {
  const { service, socket, frame, token } = request;
  const deploymentId = required(frame, 'deploymentId');
  if (deploymentId !== socket.deployment.id) {
    throw new GuestRefusal(REFUSAL.badRequest, 'The deploymentId differs from that of the connection');
  }
  const existing = service.sessions.find(deploymentId, token);
  const startNew = frame.startNew === true;
  const others = existing && startNew ? [...existing.sockets] : [];
  if (existing && startNew) existing.end('user', 'client');
  const session = (startNew ? undefined : existing) ?? service.sessions.create(socket.deployment, token);
  if (service.options.limits.enforce) {
    const retryAfterSeconds = session.configures.take(service.world.clock.now());
    if (retryAfterSeconds > 0) throw new RateRefusal(retryAfterSeconds);
  }
  for (const other of others) session.addSocket(other);
  session.addSocket(socket);
  service.world.log('guest.configured', { sessionId: session.id, deploymentId });
  const body = {
    connected: true,
    newSession: session !== existing,
    readOnly: session.readOnly,
    ...(existing && startNew ? { clearedExistingSession: true } : {}),
    ...mediaRules(socket.deployment),
    durationSeconds: socket.deployment.configuration.sessionDurationSeconds,
    expirationDate: expirationDate(session),
    autoStarted: session.autoStarted,
  };
  socket.send(response('SessionResponse', body, request.tracingId));
}

/** `configureAuthenticatedSession`: no deployment of the simulator has signed-in guests. */
export function configureAuthenticatedSession(): never {
  throw new GuestRefusal(REFUSAL.forbidden, 'Authenticated sessions are not enabled for this deployment');
}

/** `closeSession`: detaches this socket, and the others if asked. The conversation goes on. */
export function closeSession(request: GuestRequest): void {
  const { socket, frame } = request;
  const session = sessionOf(request);
  if (frame.closeAllConnections === true) {
    for (const other of [...session.sockets]) if (other !== socket) other.closeWithEvent();
  }
  socket.detach();
  const body = { connected: false, newSession: false, readOnly: session.readOnly };
  socket.send(response('SessionResponse', body, request.tracingId));
}

/** `getJwt`: the key to the history, for about a minute. */
export function getJwt(request: GuestRequest): void {
  const { jwt, exp } = request.service.jwts.issue(sessionOf(request).id);
  request.socket.send(response('JwtResponse', { jwt, exp }, request.tracingId));
}

/** `getConfiguration`: the rules for media and attributes. Needs no session. */
export function getConfiguration(request: GuestRequest): void {
  const { deployment } = request.socket;
  const body = {
    ...mediaRules(deployment),
    messageRoutingEnabled: true,
    sessionDurationSeconds: deployment.configuration.sessionDurationSeconds,
  };
  request.socket.send(response('GetConfigurationResponse', body, request.tracingId));
}

/** `echo`: the health check. Nothing reaches the agent. */
export function echo(request: GuestRequest): void {
  const { service, socket, frame } = request;
  const session = sessionOf(request);
  const nowMs = service.world.clock.now();
  const retryAfterSeconds = service.options.limits.enforce ? socket.echoes.take(nowMs) : 0;
  if (retryAfterSeconds > 0) throw new RateRefusal(retryAfterSeconds);
  const body = {
    id: newHexId(service.world),
    type: 'Text',
    direction: 'Inbound',
    text: stringAt(asObject(frame.message), 'text') ?? '',
    channel: { time: isoTime(nowMs), messageId: service.world.newUuid(), type: 'Private', from: {}, to: {} },
    metadata: {
      durationSeconds: String(session.deployment.configuration.sessionDurationSeconds),
      expirationDate: String(expirationDate(session)),
    },
  };
  socket.send(response('StructuredMessage', body, request.tracingId));
}

/** Epoch seconds, as observed on the live service (an SDK page says milliseconds). */
function expirationDate(session: GuestSession): number {
  return Math.floor(session.expiresAtMs / 1000);
}

function mediaRules(deployment: SimulatedDeployment) {
  return {
    allowedMedia: {
      inbound: {
        fileTypes: deployment.configuration.allowedFileTypes.map((type) => ({ type })),
        maxFileSizeKB: GUEST_LIMITS.attachmentKilobytes,
      },
    },
    blockedExtensions: deployment.configuration.blockedExtensions,
    maxCustomDataBytes: GUEST_LIMITS.customAttributesBytes,
  };
}
