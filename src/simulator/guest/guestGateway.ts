import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { allowsOrigin, type SimulatedDeployment } from '../deployment';
import { GUEST_LIMITS } from '../guestLimits';
import { RateWindow } from '../rateWindow';
import { parseJsonObject, stringAt } from '../wireJson';
import { deleteAttachment, getAttachment, onAttachment } from './attachmentActions';
import { stringError, tooManyRequests } from './frames';
import { GuestRefusal, RateRefusal, REFUSAL } from './guestRefusal';
import { type GuestRequest, type GuestService, required } from './guestService';
import { GuestSocket } from './guestSocket';
import { onMessage } from './messageAction';
import {
  closeSession,
  configureAuthenticatedSession,
  configureSession,
  echo,
  getConfiguration,
  getJwt,
} from './sessionActions';

/** The actions of the guest API. Source: web messaging reference, section 2. */
const ACTIONS = new Map<string, (request: GuestRequest) => void>([
  ['configureSession', configureSession],
  ['configureAuthenticatedSession', configureAuthenticatedSession],
  ['onMessage', onMessage],
  ['onAttachment', onAttachment],
  ['getAttachment', getAttachment],
  ['deleteAttachment', deleteAttachment],
  ['echo', echo],
  ['getJwt', getJwt],
  ['getConfiguration', getConfiguration],
  ['closeSession', closeSession],
]);

/** A frame with a 10 MB file never comes by socket; this only keeps a runaway client from filling the memory. */
const LARGEST_FRAME_BYTES = 1024 * 1024;

/** The guests' door: accepts WebSocket upgrades on `/v1` and hands each frame to its action. */
export class GuestGateway {
  readonly sockets = new Set<GuestSocket>();
  readonly #service: GuestService;
  // Pings are answered by hand, so that a frozen socket can leave them unanswered.
  readonly #server = new WebSocketServer({ noServer: true, autoPong: false, maxPayload: LARGEST_FRAME_BYTES });
  readonly #connections = new Map<string, RateWindow>();

  constructor(service: GuestService) {
    this.#service = service;
  }

  /** Answers an upgrade request on `/v1`. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer, url: URL): void {
    const deployment = this.#service.deployments.get(url.searchParams.get('deploymentId') ?? '');
    const status = this.#refusalStatus(deployment, request.headers.origin);
    if (status !== undefined || deployment === undefined) {
      refuseUpgrade(stream, status ?? 403);
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (ws) => this.#open(ws, deployment));
  }

  close(): void {
    for (const socket of [...this.sockets]) socket.terminate();
    this.#server.close();
  }

  #refusalStatus(deployment: SimulatedDeployment | undefined, origin: string | undefined): number | undefined {
    const { levers, options, world } = this.#service;
    if (levers.upgradeStatus !== undefined) return levers.upgradeStatus;
    if (deployment === undefined || deployment.configuration.status !== 'Active') return 403;
    if (!allowsOrigin(deployment, origin)) return 403;
    const window =
      this.#connections.get(deployment.id) ?? new RateWindow(GUEST_LIMITS.connectionsPerMinuteAndDeployment, 60_000);
    this.#connections.set(deployment.id, window);
    return options.limits.enforce && window.take(world.clock.now()) > 0 ? 429 : undefined;
  }

  #open(ws: WebSocket, deployment: SimulatedDeployment): void {
    const socket = new GuestSocket(this.#service.world.newUuid(), deployment, ws);
    this.sockets.add(socket);
    ws.on('ping', (data: Buffer) => socket.pong(data));
    ws.on('message', (data, isBinary) => this.#receive(socket, data, isBinary));
    // A reset or a malformed frame; `close` follows and does what is to do.
    ws.on('error', () => {});
    ws.on('close', () => {
      this.sockets.delete(socket);
      socket.detach();
      this.#service.world.log('guest.closed', { socketId: socket.id });
    });
    if (this.#service.levers.freezesNewSockets) socket.freeze();
    this.#service.world.log('guest.connected', { socketId: socket.id, deploymentId: deployment.id });
  }

  #receive(socket: GuestSocket, data: RawData, isBinary: boolean): void {
    const frame = isBinary ? undefined : parseJsonObject(data.toString());
    const tracingId = stringAt(frame, 'tracingId');
    try {
      if (frame === undefined) throw new GuestRefusal(REFUSAL.badRequest, 'The frame is not a JSON object');
      const { world, options, levers } = this.#service;
      const name = stringAt(frame, 'action') ?? '';
      if (name === 'onMessage' && levers.loseMessage.fires('Inbound')) return;
      const retryAfterSeconds = options.limits.enforce ? socket.requests.take(world.clock.now()) : 0;
      if (retryAfterSeconds > 0) throw new RateRefusal(retryAfterSeconds);
      const action = ACTIONS.get(required(frame, 'action'));
      if (action === undefined) throw new GuestRefusal(REFUSAL.badRequest, 'Unknown action');
      const token = required(frame, 'token');
      if (token.length > GUEST_LIMITS.tokenCharacters)
        throw new GuestRefusal(REFUSAL.badRequest, 'The token is too long');
      action({ service: this.#service, socket, frame, token, tracingId });
    } catch (error) {
      this.#refuse(socket, error, tracingId);
    }
  }

  #refuse(socket: GuestSocket, error: unknown, tracingId: string | undefined): void {
    if (error instanceof RateRefusal) {
      socket.send(tooManyRequests(error.retryAfterSeconds, tracingId));
    } else if (error instanceof GuestRefusal) {
      socket.send(stringError(error.code, error.message, tracingId));
    } else {
      this.#service.world.log('guest.failed', {
        socketId: socket.id,
        reason: error instanceof Error ? error.name : '',
      });
      socket.send(stringError(500, 'Internal server error', tracingId));
    }
  }
}

/** Answers an upgrade with an HTTP status instead of a socket. */
export function refuseUpgrade(stream: Duplex, status: number): void {
  const body = STATUS_CODES[status] ?? 'Refused';
  stream.end(
    `HTTP/1.1 ${status} ${body}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
