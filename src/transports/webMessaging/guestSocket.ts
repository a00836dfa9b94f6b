import WebSocket from 'ws';
import { errorCode } from '../../errors';
import { type GuestFrame, parseFrame } from '../../genesys/guestFrames';
import { asNumber } from '../../genesys/json';
import type { Clock } from '../../runtime/clock';

/** The few members of a WebSocket that are used; `ws` fulfils it, and so can a wrapper that adds a proxy. */
export interface GuestWebSocket {
  send(data: string, done: (error?: Error) => void): void;
  ping(): void;
  close(code?: number, reason?: string): void;
  terminate(): void;
  on(event: 'open' | 'pong', listener: () => void): unknown;
  on(event: 'message', listener: (data: unknown, isBinary: boolean) => void): unknown;
  on(event: 'close', listener: (code: number) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'unexpected-response', listener: (request: unknown, response: UpgradeAnswer) => void): unknown;
}

/** The HTTP answer to an upgrade that was refused. */
export interface UpgradeAnswer {
  statusCode?: number;
  headers?: Record<string, string | string[] | undefined>;
}

export type WebSocketFactory = (url: string, options: { headers: Record<string, string> }) => GuestWebSocket;

export const wsFactory: WebSocketFactory = (url, { headers }) =>
  // Frames are small; compression would cost memory for each socket.
  new WebSocket(url, { headers, perMessageDeflate: false, maxPayload: 4 * 1024 * 1024 });

/** Why a socket is no more. */
export type SocketEnd =
  /** The upgrade was answered with an HTTP status. */
  | { kind: 'refused'; status: number; retryAfterMs?: number }
  | { kind: 'failed'; reason: string }
  | { kind: 'closed'; closeCode: number }
  /** Half-open: nothing came back for a ping. */
  | { kind: 'silent' };

/** What all sockets of a transport share. */
export interface GuestSocketSettings {
  webSocketFactory: WebSocketFactory;
  connectTimeoutMs: number;
  pingIntervalMs: number;
  pongTimeoutMs: number;
}

/** Hears what becomes of a socket. */
export interface GuestSocketHandler {
  /** Frames can be sent from now on. */
  onOpen(): void;
  onFrame(frame: GuestFrame): void;
  /** The last thing that is heard, once. */
  onEnd(end: SocketEnd): void;
}

/** How long the other side may take to answer our close frame before the socket is cut. */
const CLOSE_TIMEOUT_MS = 1_000;

/**
 * One WebSocket: connects, keeps alive by pings (the application's `echo` is limited to two a minute), turns text
 * frames into `GuestFrame`s and ends exactly once.
 */
export class GuestSocket {
  private readonly socket: GuestWebSocket;
  private end?: SocketEnd;
  private isOpen = false;
  private cancelTimer: () => void;
  /** When the other side was heard last. */
  private aliveAtMs = 0;
  private awaitsPong = false;
  private cancelClose?: () => void;
  private pongWaiters: ((alive: boolean) => void)[] = [];

  /** @throws whatever the factory throws; nothing is left behind then. */
  constructor(
    url: string,
    headers: Record<string, string>,
    private readonly settings: GuestSocketSettings,
    private readonly clock: Clock,
    private readonly handler: GuestSocketHandler,
  ) {
    this.socket = settings.webSocketFactory(url, { headers });
    this.cancelTimer = clock.schedule(
      () => this.cut({ kind: 'failed', reason: 'connectTimeout' }),
      settings.connectTimeoutMs,
    );
    this.socket.on('open', () => this.onOpen());
    this.socket.on('message', (data, isBinary) => this.onMessage(data, isBinary));
    this.socket.on('pong', () => this.onAlive());
    this.socket.on('unexpected-response', (_request, response) => {
      const retryAfter = asNumber(response.headers?.['retry-after']);
      this.cut({
        kind: 'refused',
        status: response.statusCode ?? 0,
        retryAfterMs: retryAfter === undefined ? undefined : retryAfter * 1000,
      });
    });
    this.socket.on('error', (error) => this.cut({ kind: 'failed', reason: errorCode(error) }));
    this.socket.on('close', (closeCode) => {
      this.cancelClose?.();
      this.finish({ kind: 'closed', closeCode });
    });
  }

  /** Hands one frame to the socket. Whether it arrives, only Genesys' answer tells. */
  send(frame: object): void {
    if (this.end || !this.isOpen) return;
    this.socket.send(JSON.stringify(frame), (error) => {
      if (error) this.cut({ kind: 'failed', reason: errorCode(error) });
    });
  }

  /** Whether the other side still answers; a socket that does not is cut. */
  probe(): Promise<boolean> {
    if (this.end || !this.isOpen) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.pongWaiters.push(resolve);
      this.ping();
    });
  }

  /** Closes politely; the socket is cut if the other side does not answer. */
  close(): void {
    if (this.end) return;
    if (this.isOpen) {
      this.cancelClose = this.clock.schedule(() => this.socket.terminate(), CLOSE_TIMEOUT_MS);
      this.socket.close(1000, 'done');
    } else this.cut({ kind: 'failed', reason: 'closed' });
  }

  /** Ends it at once, for this reason. */
  cut(end: SocketEnd): void {
    if (this.end) return;
    this.cancelClose?.();
    this.finish(end);
    this.socket.terminate();
  }

  private onOpen(): void {
    if (this.end) return;
    this.isOpen = true;
    this.aliveAtMs = this.clock.now();
    this.watch(this.settings.pingIntervalMs);
    this.handler.onOpen();
  }

  private onMessage(data: unknown, isBinary: boolean): void {
    this.onAlive();
    if (this.end) return;
    this.handler.onFrame(isBinary ? { kind: 'malformed', why: 'notJson' } : parseFrame(String(data)));
  }

  /** Looks again after `delayMs`. A busy socket moves no timer with each frame, it only notes the time. */
  private watch(delayMs: number): void {
    const { pingIntervalMs } = this.settings;
    this.cancelTimer();
    this.cancelTimer = this.clock.schedule(() => {
      const quietMs = this.clock.now() - this.aliveAtMs;
      // A clock that was set makes a ping too many, never one too few.
      if (quietMs >= 0 && quietMs < pingIntervalMs) this.watch(pingIntervalMs - quietMs);
      else this.ping();
    }, delayMs);
  }

  private ping(): void {
    this.awaitsPong = true;
    this.cancelTimer();
    this.cancelTimer = this.clock.schedule(() => this.cut({ kind: 'silent' }), this.settings.pongTimeoutMs);
    this.socket.ping();
  }

  /** Anything at all from the other side shows that it is there. */
  private onAlive(): void {
    if (this.end) return;
    this.aliveAtMs = this.clock.now();
    if (this.pongWaiters.length > 0) for (const settle of this.pongWaiters.splice(0)) settle(true);
    if (!this.awaitsPong) return;
    this.awaitsPong = false;
    this.watch(this.settings.pingIntervalMs);
  }

  private finish(end: SocketEnd): void {
    if (this.end) return;
    this.end = end;
    this.cancelTimer();
    for (const settle of this.pongWaiters.splice(0)) settle(false);
    this.handler.onEnd(end);
  }
}
