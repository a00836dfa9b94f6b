import { errorCode } from '../../errors';
import type { GuestSessionInfo } from '../../genesys/guestFrames';
import { assertNever } from '../../genesys/json';
import { delay } from '../../runtime/clock';
import type { StopSignal } from '../../runtime/stopSignal';
import { readConfigureAnswer } from './configureAnswer';
import { type ConnectionEnd, type Guest, GuestConnection, type PushHandler } from './guestConnection';
import { ReconnectPolicy } from './reconnectPolicy';
import type { SessionLog } from './sessionLog';
import type { SessionSurroundings } from './sessionSurroundings';

/** The session that a connection is renewed for. */
export interface ConnectionHost extends PushHandler {
  /** A new connection is made; nothing has come on it yet. */
  onConnecting(): void;
  /** The session is configured on this connection. Whether it may be used, `RenewedConnection.offer` says. */
  onConfigured(connection: GuestConnection, session: GuestSessionInfo): void;
  onDisconnected(): void;
  /** No further connection will help. */
  onGivenUp(why: 'accessDenied' | 'expired' | 'lost'): void;
  /** Aborts when no connection is wanted any more. */
  readonly signal: StopSignal;
}

/** Keeps one connection configured as long as the session lives, and lets others wait for it. */
export class RenewedConnection {
  private current?: GuestConnection;
  /** The connection that may be used. */
  private offered?: GuestConnection;
  private readonly policy: ReconnectPolicy;
  private waiters: { resolve(connection: GuestConnection): void; reject(error: unknown): void }[] = [];

  constructor(
    private readonly guest: Guest,
    private readonly surroundings: SessionSurroundings,
    private readonly log: SessionLog,
    private readonly host: ConnectionHost,
    /** Whether an earlier process may have used the session. */
    resumed: boolean,
  ) {
    this.policy = new ReconnectPolicy(surroundings.settings.reconnect, surroundings.runtime.random, resumed);
  }

  /** Resolves when no connection is wanted any more. */
  async run(): Promise<void> {
    const { runtime, connectionBudget } = this.surroundings;
    const { signal } = this.host;
    for (;;) {
      await connectionBudget.take(signal);
      if (signal.aborted) return;
      const beganAtMs = runtime.clock.now();
      const end = await this.connect();
      this.offered = undefined;
      this.current = undefined;
      this.host.onDisconnected();
      if (signal.aborted) return;
      const advice = this.policy.onEnded(end, runtime.clock.now() - beganAtMs);
      const { kind, ...details } = end;
      this.log.info('connectionEnded', { end: kind, ...details });
      if (advice.kind === 'wait') await delay(runtime.clock, advice.waitMs, signal);
      else this.host.onGivenUp(advice.why === 'sessionNotFound' ? 'lost' : advice.why);
    }
  }

  /** The connection on which the session is configured, as soon as there is one. */
  get(): Promise<GuestConnection> {
    const usable = this.usable();
    if (usable) return Promise.resolve(usable);
    return new Promise((resolve, reject) => this.waiters.push({ resolve, reject }));
  }

  usable(): GuestConnection | undefined {
    return this.offered?.signal.aborted ? undefined : this.offered;
  }

  /** Lets everybody use it. */
  offer(connection: GuestConnection): void {
    this.offered = connection;
    for (const { resolve } of this.takeWaiters()) resolve(connection);
  }

  /** Genesys took a message on it. */
  onAcknowledged(): void {
    this.policy.onAcknowledged();
  }

  /** Ends what there is, for this reason; another is made unless the host's signal has aborted. */
  close(end: ConnectionEnd): void {
    this.current?.close(end);
  }

  /** Tells all who wait that none will come. */
  refuse(error: unknown): void {
    for (const { reject } of this.takeWaiters()) reject(error);
  }

  /** From the upgrade to the end. */
  private connect(): Promise<ConnectionEnd> {
    const { settings, runtime } = this.surroundings;
    this.host.onConnecting();
    try {
      this.current = new GuestConnection(this.guest, settings, runtime, this.host);
    } catch (error) {
      // The factory is the author's: what it throws is a connection that failed, and the next may not.
      return Promise.resolve({ kind: 'failed', reason: errorCode(error) });
    }
    void this.configure(this.current);
    return this.current.ended;
  }

  private async configure(connection: GuestConnection): Promise<void> {
    const answer = readConfigureAnswer(await connection.configure(this.surroundings.settings.ackTimeoutMs));
    switch (answer.kind) {
      case 'configured':
        this.policy.onConfigured();
        this.host.onConfigured(connection, answer.session);
        break;
      case 'over':
        this.host.onGivenUp(answer.why);
        break;
      case 'useless':
        connection.close(answer.end);
        break;
      default:
        assertNever(answer);
    }
  }

  private takeWaiters() {
    const { waiters } = this;
    this.waiters = [];
    return waiters;
  }
}
