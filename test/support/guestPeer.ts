import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

type Json = Record<string, unknown>;

/** One frame of the guest, and ways to answer it. */
export interface PeerRequest {
  frame: Json & { action: string; token: string; tracingId?: string; message?: Json };
  socket: WebSocket;
  /** Sends an envelope with the request's tracing id. */
  answer(className: string, body: unknown, code?: number): void;
  /** What happens unless the test decides otherwise. */
  asUsual(): void;
}

/**
 * The smallest server that a guest can talk to, written apart from the simulator: a second reading of the protocol,
 * and the place for answers that no sane server gives. It keeps no time and enforces nothing; it records.
 */
export class GuestPeer {
  readonly deploymentId = '0c8d5d6e-55aa-4f5e-9b0d-7a1e3a9c2d41';
  readonly requests: PeerRequest['frame'][] = [];
  readonly sockets = new Set<WebSocket>();
  /** Paths of all HTTP requests. */
  readonly calls: string[] = [];
  /** The transcript, newest first. */
  history: Json[] = [];
  onRequest: (request: PeerRequest) => void = (request) => request.asUsual();
  onCall: (call: {
    path: string;
    asUsual(): void;
    answer(status: number, body: unknown, headers?: Record<string, string>): void;
  }) => void = (call) => call.asUsual();
  private readonly tokens = new Set<string>();
  private readonly server = createServer((request, response) => this.call(request, response));
  private readonly webSockets = new WebSocketServer({ server: this.server });
  private serial = 0;

  static async start(): Promise<GuestPeer> {
    const peer = new GuestPeer();
    peer.webSockets.on('connection', (socket) => {
      peer.sockets.add(socket);
      socket.on('close', () => peer.sockets.delete(socket));
      socket.on('error', () => {});
      socket.on('message', (data) => peer.receive(socket, JSON.parse(String(data))));
    });
    await new Promise<void>((resolve) => peer.server.listen(0, '127.0.0.1', resolve));
    return peer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Requests of one action; for `onMessage` those with text. */
  texts(): string[] {
    return this.requests.flatMap(({ message }) => (typeof message?.text === 'string' ? message.text : []));
  }

  count(action: string): number {
    return this.requests.filter((request) => request.action === action).length;
  }

  /** Pushes a frame to every socket: an object as JSON, text as it is. */
  push(frame: Json | string): void {
    for (const socket of this.sockets) socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  says(text: string, more: Json = {}): Json {
    return { type: 'message', class: 'StructuredMessage', code: 200, body: this.outbound(text, more) };
  }

  outbound(text: string, more: Json = {}): Json {
    return {
      id: this.id(),
      type: 'Text',
      direction: 'Outbound',
      originatingEntity: 'Human',
      text,
      channel: { time: '2026-11-20T10:00:00.000Z' },
      ...more,
    };
  }

  drop(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  async close(): Promise<void> {
    this.drop();
    this.webSockets.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private id(): string {
    return `peer-${++this.serial}`;
  }

  private receive(socket: WebSocket, frame: PeerRequest['frame']): void {
    this.requests.push(frame);
    const answer = (className: string, body: unknown, code = 200) =>
      socket.send(JSON.stringify({ type: 'response', class: className, code, body, tracingId: frame.tracingId }));
    this.onRequest({ frame, socket, answer, asUsual: () => this.usual(frame, answer) });
  }

  private usual(frame: PeerRequest['frame'], answer: PeerRequest['answer']): void {
    switch (frame.action) {
      case 'configureSession':
        answer('SessionResponse', { connected: true, newSession: !this.tokens.has(frame.token) });
        this.tokens.add(frame.token);
        return;
      case 'getJwt':
        answer('JwtResponse', { jwt: 'a.guest.token', exp: 1_900_000_000 });
        return;
      case 'onMessage': {
        const body = {
          ...frame.message,
          id: this.id(),
          direction: 'Inbound',
          metadata: {},
          channel: { time: '2026-11-20T10:00:00.000Z', messageId: this.id() },
        };
        this.history.unshift(body);
        answer('StructuredMessage', body);
        return;
      }
      default:
    }
  }

  private call(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    this.calls.push(path);
    const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    const asUsual = () => {
      const url = new URL(path, 'http://peer');
      if (url.pathname !== '/api/v2/webmessaging/messages') return answer(404, {});
      const size = Number(url.searchParams.get('pageSize'));
      const from = (Number(url.searchParams.get('pageNumber')) - 1) * size;
      const total = this.history.length;
      answer(200, { entities: this.history.slice(from, from + size), total, pageCount: Math.ceil(total / size) });
    };
    this.onCall({ path, answer, asUsual });
  }
}
