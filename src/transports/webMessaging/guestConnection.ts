import { errorCode } from '../../errors';
import type { GuestFrame } from '../../genesys/guestFrames';
import { configureSession, type GuestRequest } from '../../genesys/guestRequests';
import { RateBudget } from '../../runtime/rateBudget';
import type { Runtime } from '../../runtime/runtime';
import { type StopSignal, StopSource } from '../../runtime/stopSignal';
import { GuestSocket, type GuestSocketHandler, type GuestSocketSettings, type SocketEnd } from './guestSocket';
import { CONNECTION_REQUESTS } from './limits';

/** Why a connection is no more: its socket's reason, or what Genesys said on it. */
export type ConnectionEnd =
  | SocketEnd
  /** Another socket of the same session took this one's place, or the session moved elsewhere. */
  | { kind: 'evicted'; reason?: string }
  /** Genesys would not configure the session now. */
  | { kind: 'notConfigured'; reason: string; retryAfterMs?: number }
  /** Genesys does not know the session (4007); the next connection configures it once more. */
  | { kind: 'sessionNotFound' };

export type Reply = { kind: 'frame'; frame: GuestFrame } | { kind: 'timeout' } | { kind: 'closed' };

/** Whose session a connection serves. The token is a secret. */
export interface Guest {
  token: string;
  deploymentId: string;
}

/** What all connections of a transport share. */
export interface GuestConnectionSettings extends GuestSocketSettings {
  hosts: { webMessaging: string };
  origin?: string;
}

/** Takes every frame that answers nothing that is waited for. */
export interface PushHandler {
  onPush(frame: GuestFrame): void;
}

type Build = (envelope: { token: string; tracingId: string }) => GuestRequest;

interface Pending {
  tracingId: string;
  action: string;
  settle(reply: Reply): void;
}

/** A socket on which requests find their answers: by tracing id, or by kind where Genesys leaves the id out. */
export class GuestConnection implements GuestSocketHandler {
  /** Every request of this connection takes one of it first, except `configureSession`, which always finds room. */
  readonly budget: RateBudget;
  readonly ended: Promise<ConnectionEnd>;
  /** Aborts when the connection ends. */
  readonly signal: StopSignal;
  private readonly over = new StopSource();
  private readonly socket: GuestSocket;
  /** What waits for its answer, oldest first: nothing most of the time, seldom more than one. */
  private pending: readonly Pending[] = [];
  private saidEnd?: ConnectionEnd;
  private settleEnded!: (end: ConnectionEnd) => void;
  private settleOpened?: (open: boolean) => void;

  constructor(
    private readonly guest: Guest,
    settings: GuestConnectionSettings,
    private readonly runtime: Runtime,
    private readonly host: PushHandler,
  ) {
    this.signal = this.over;
    this.budget = new RateBudget(runtime.clock, CONNECTION_REQUESTS);
    this.ended = new Promise((resolve) => {
      this.settleEnded = resolve;
    });
    const url = `${settings.hosts.webMessaging}/v1?deploymentId=${encodeURIComponent(guest.deploymentId)}`;
    const headers: Record<string, string> = settings.origin ? { Origin: settings.origin } : {};
    this.socket = new GuestSocket(url, headers, settings, runtime.clock, this);
  }

  /** Waits for the socket, then configures the session on it. Called once, right after the connection was made. */
  async configure(timeoutMs: number): Promise<Reply> {
    const open = await new Promise<boolean>((resolve) => {
      this.settleOpened = resolve;
    });
    this.settleOpened = undefined;
    if (!open) return { kind: 'closed' };
    this.budget.tryTake();
    return this.request((envelope) => configureSession(envelope, this.guest.deploymentId), timeoutMs);
  }

  onOpen(): void {
    this.settleOpened?.(true);
  }

  onEnd(end: ConnectionEnd): void {
    this.abandon();
    this.settleEnded(this.saidEnd ?? end);
  }

  /** Sends a request and waits for its answer. */
  request(build: Build, timeoutMs: number): Promise<Reply> {
    if (this.signal.aborted) return Promise.resolve({ kind: 'closed' });
    return new Promise((resolve) => {
      const request = this.build(build);
      const cancel = this.runtime.clock.schedule(() => settle({ kind: 'timeout' }), timeoutMs);
      const settle = (reply: Reply) => {
        cancel();
        this.pending = this.pending.filter(({ tracingId }) => tracingId !== request.tracingId);
        resolve(reply);
      };
      this.pending = [...this.pending, { tracingId: request.tracingId, action: request.action, settle }];
      this.socket.send(request);
    });
  }

  /** Sends a request whose answer nobody waits for; returns its tracing id, by which a refusal is recognised. */
  fire(build: Build): string {
    const request = this.build(build);
    if (!this.signal.aborted) this.socket.send(request);
    return request.tracingId;
  }

  /** Whether Genesys still answers on this socket; a silent one is cut. */
  probe(): Promise<boolean> {
    return this.socket.probe();
  }

  /** Answers a waiting request with a frame that did not name it; false where it does not wait any more. */
  answer(tracingId: string, frame: GuestFrame): boolean {
    const pending = this.named(tracingId);
    pending?.settle({ kind: 'frame', frame });
    return pending !== undefined;
  }

  /** Ends the connection: nothing is sent on it from now on. `end` is what `ended` will say. */
  close(end: ConnectionEnd): void {
    this.saidEnd ??= end;
    this.abandon();
    this.socket.close();
  }

  private abandon(): void {
    this.over.abort();
    this.settleOpened?.(false);
    for (const { settle } of this.pending) settle({ kind: 'closed' });
  }

  private build(build: Build): GuestRequest {
    return build({ token: this.guest.token, tracingId: this.runtime.random.uuid() });
  }

  onFrame(frame: GuestFrame): void {
    if (this.signal.aborted) return;
    const answered = this.findPending(frame);
    if (answered) answered.settle({ kind: 'frame', frame });
    else {
      try {
        this.host.onPush(frame);
      } catch (error) {
        // A frame that surprises us must not take the process down with it.
        this.runtime.logger.error({ code: 'frameNotHandled', frame: frame.kind, error: errorCode(error) });
      }
    }
  }

  private findPending(frame: GuestFrame): Pending | undefined {
    if (frame.tracingId !== undefined) return this.named(frame.tracingId);
    switch (frame.kind) {
      case 'session':
        return this.oldest('configureSession');
      case 'jwt':
        return this.oldest('getJwt');
      case 'presignedUrl':
      case 'uploadRefused':
        return this.oldest('onAttachment');
      case 'error':
      case 'tooManyRequests':
      case 'sessionExpired':
        // Nothing else is asked before the session is configured.
        return this.oldest('configureSession');
      default:
        return undefined;
    }
  }

  private named(tracingId: string): Pending | undefined {
    return this.pending.find((pending) => pending.tracingId === tracingId);
  }

  private oldest(action: string): Pending | undefined {
    return this.pending.find((pending) => pending.action === action);
  }
}
