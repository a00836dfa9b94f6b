import type { HandoffError } from '../../errors';
import type { DeploymentConfiguration } from '../../genesys/deploymentConfiguration';
import type { GuestFrame, GuestSessionInfo } from '../../genesys/guestFrames';
import type { GuestMessage } from '../../genesys/guestMessage';
import { assertNever } from '../../genesys/json';
import { delay } from '../../runtime/clock';
import { RateBudget } from '../../runtime/rateBudget';
import type { Runtime } from '../../runtime/runtime';
import type { OpenOptions, SendReceipt, TransportEvent, TransportMessage, TransportSession } from '../transport';
import { AttachmentUpload } from './attachmentUpload';
import { CatchUp } from './catchUp';
import { readConfigureAnswer } from './configureAnswer';
import { ConversationEnding } from './conversationEnding';
import { EventPump } from './eventPump';
import { type ConnectionEnd, GuestConnection } from './guestConnection';
import { GuestHistory } from './guestHistory';
import { Inbox } from './inbox';
import { HISTORY_CALLS, SESSION_MESSAGES } from './limits';
import { MessageSender } from './messageSender';
import { ReconnectPolicy } from './reconnectPolicy';
import type { ResolvedSettings } from './resolvedSettings';
import { sessionErrors } from './sessionErrors';
import { type SessionLog, sessionLog } from './sessionLog';
import { TypingIndicator } from './typingIndicator';

/** What the sessions of one transport share. */
export interface SessionSurroundings {
  settings: ResolvedSettings;
  runtime: Runtime;
  /** New connections of the deployment. */
  connectionBudget: RateBudget;
  /** What the deployment allows, as soon as it is known. */
  configuration(): DeploymentConfiguration | undefined;
}

/**
 * How far behind the newest known message the history is read again: what was overtaken on its way when the socket
 * broke is older than what already came.
 */
const OVERLAP_MS = 10_000;
/** History calls that the second look leaves for a reconnect that may come. */
const SECOND_LOOK_RESERVE = 4;

type WhyOver = Extract<TransportEvent, { kind: 'ended' }>['why'];

/** One guest session: a connection that is renewed as long as the session lives, and the parts that use it. */
export class GuestSession implements TransportSession {
  private readonly log: SessionLog;
  private readonly pump: EventPump;
  private readonly inbox: Inbox;
  private readonly historyBudget: RateBudget;
  private readonly catchUp: CatchUp;
  private readonly upload: AttachmentUpload;
  private readonly sender: MessageSender;
  private readonly ending: ConversationEnding;
  private readonly typingIndicator: TypingIndicator;
  private readonly policy: ReconnectPolicy;
  private readonly running: Promise<void>;

  /** Aborts when the session is over or closed: everything that waits ends. */
  private readonly life = new AbortController();
  private closed = false;
  /** Why nothing can be sent any more. */
  private over?: HandoffError;
  /** Genesys has ended the conversation read-only, though the event may still be on its way to the core. */
  private readOnly = false;
  /** The connection there is, in whatever state. */
  private current?: GuestConnection;
  /** The connection on which the session is configured. */
  private configured?: GuestConnection;
  /** The connection that began the session. */
  private first?: GuestConnection;
  private isUp = false;
  private waiters: { resolve(connection: GuestConnection): void; reject(error: unknown): void }[] = [];
  /** Everything from the agent up to this time (Genesys') has certainly been seen. */
  private knownThroughMs: number;
  private expiresAtMs?: number;
  /** What files Genesys takes in this session. */
  private media?: GuestSessionInfo['media'];

  constructor(
    private readonly surroundings: SessionSurroundings,
    private readonly guest: { token: string; deploymentId: string },
    options: OpenOptions,
  ) {
    const { runtime, settings } = surroundings;
    const { clock } = runtime;
    this.log = sessionLog(runtime.logger, options.ids);
    this.knownThroughMs = options.knownThroughMs ?? 0;
    this.pump = new EventPump((event) => options.onEvent(event), runtime, this.log);
    const markdown = () => surroundings.configuration()?.markdown === true;
    this.inbox = new Inbox(
      clock,
      this.pump,
      markdown,
      settings.reorderWindowMs,
      this.knownThroughMs,
      ({ readOnly }) => {
        if (readOnly) this.finish('readOnly');
      },
    );
    const sessionBudget = new RateBudget(clock, SESSION_MESSAGES);
    this.historyBudget = new RateBudget(clock, HISTORY_CALLS);
    this.policy = new ReconnectPolicy(settings.reconnect, runtime.random, options.resumed);
    const history = new GuestHistory(
      { apiBase: settings.hosts.api, origin: settings.origin, fetch: settings.fetch, timeoutMs: settings.ackTimeoutMs },
      runtime,
      this.historyBudget,
    );
    this.catchUp = new CatchUp(history, runtime, this.log, settings.historySettleMs);
    this.typingIndicator = new TypingIndicator(
      clock,
      sessionBudget,
      () => surroundings.configuration()?.showUserTypingIndicator,
    );
    this.upload = new AttachmentUpload({
      runtime,
      log: this.log,
      fetch: settings.fetch,
      ackTimeoutMs: settings.ackTimeoutMs,
      uploadTimeoutMs: settings.uploadTimeoutMs,
      signal: this.life.signal,
      allowed: () => ({ session: this.media, deployment: surroundings.configuration()?.fileUpload }),
    });
    this.sender = new MessageSender(
      {
        connection: () => this.connection(),
        beganSession: (connection) => this.first === connection,
        assertSendable: () => this.assertSendable(),
        expire: () => this.finish('expired'),
        slowDown: (forMs) => this.typingIndicator.slowDown(forMs),
        signal: this.life.signal,
      },
      this.catchUp,
      runtime,
      this.log,
      sessionBudget,
      this.upload,
      {
        ackTimeoutMs: settings.ackTimeoutMs,
        resumed: options.resumed,
        inDoubt: options.resumed && (options.inDoubt ?? true),
        lastReceipt: options.lastReceipt,
      },
    );
    this.ending = new ConversationEnding(
      {
        connection: () => this.connection(),
        caughtUp: () => this.isUp,
        isGone: () => this.over !== undefined && this.over.code !== 'accessDenied',
        maySent: () => this.sender.maySent,
        clearAllowed: () => surroundings.configuration()?.conversationClear,
        cleared: () => this.finish('cleared'),
        signal: this.life.signal,
      },
      runtime,
      this.log,
      sessionBudget,
      settings.endTimeoutMs,
    );
    this.running = this.run();
  }

  async send(message: TransportMessage): Promise<SendReceipt> {
    const receipt = await this.sender.send(message);
    this.policy.onAcknowledged();
    if (this.isUp) this.inbox.noteTime(receipt.timeMs);
    return receipt;
  }

  typing(): void {
    this.typingIndicator.show(this.usable());
  }

  end(): Promise<'ended' | 'unsupported'> {
    return this.closed ? Promise.reject(sessionErrors.closed()) : this.ending.end();
  }

  async close(): Promise<void> {
    if (!this.closed) {
      this.closed = true;
      this.inbox.close();
      this.stopWaiting(sessionErrors.closed());
    }
    await this.running;
  }

  private async run(): Promise<void> {
    const { runtime, connectionBudget } = this.surroundings;
    for (;;) {
      await connectionBudget.take(this.life.signal);
      if (this.life.signal.aborted) return;
      const beganAtMs = runtime.clock.now();
      const end = await this.connect();
      if (this.life.signal.aborted) return;
      const advice = this.policy.onEnded(end, runtime.clock.now() - beganAtMs);
      const { kind, ...details } = end;
      this.log.info('connectionEnded', { end: kind, ...details });
      if (advice.kind === 'giveUp') this.giveUp(advice.why);
      else await delay(runtime.clock, advice.waitMs, this.life.signal);
    }
  }

  /** One connection from the upgrade to its end. */
  private async connect(): Promise<ConnectionEnd> {
    const { settings, runtime } = this.surroundings;
    const connection = new GuestConnection({
      url: `${settings.hosts.webMessaging}/v1?deploymentId=${encodeURIComponent(this.guest.deploymentId)}`,
      headers: settings.origin ? { Origin: settings.origin } : {},
      factory: settings.webSocketFactory,
      runtime,
      connectTimeoutMs: settings.connectTimeoutMs,
      pingIntervalMs: settings.pingIntervalMs,
      pongTimeoutMs: settings.pongTimeoutMs,
      token: this.guest.token,
      deploymentId: this.guest.deploymentId,
      onPush: (frame) => this.onPush(frame),
    });
    this.current = connection;
    // What arrives before the history is read comes after what the history holds.
    this.inbox.pause();
    const answer = readConfigureAnswer(await connection.configure(settings.ackTimeoutMs));
    switch (answer.kind) {
      case 'configured':
        this.onConfigured(connection, answer.session);
        break;
      case 'over':
        this.finish(answer.why);
        break;
      case 'useless':
        connection.close(answer.end);
        break;
      default:
        assertNever(answer);
    }
    const end = await connection.ended;
    this.configured = undefined;
    this.current = undefined;
    this.setUp(false);
    return end;
  }

  private onConfigured(connection: GuestConnection, session: GuestSessionInfo): void {
    this.log.info('sessionConfigured', { newSession: session.newSession, readOnly: session.readOnly });
    const expiredMeanwhile =
      this.expiresAtMs !== undefined && this.expiresAtMs <= this.surroundings.runtime.clock.now();
    this.expiresAtMs = session.expiresAtMs;
    this.media = session.media;
    this.policy.onConfigured();
    if (session.newSession) {
      this.first = connection;
      if (this.ending.wasAsked()) this.finish('cleared');
      else if (this.sender.lastReceipt) this.finish(expiredMeanwhile ? 'expired' : 'lost');
      if (this.over) return;
    }
    if (!session.readOnly) {
      this.configured = connection;
      for (const { resolve } of this.waiters.splice(0)) resolve(connection);
    }
    void this.readMissed(connection, session);
  }

  /** Reads what was said while nobody listened; only then is the connection up. */
  private async readMissed(connection: GuestConnection, session: GuestSessionInfo): Promise<void> {
    const { clock } = this.surroundings.runtime;
    const mayHaveMissed = session.newSession !== true && this.sender.maySent;
    if (mayHaveMissed) {
      const cancel = clock.schedule(() => this.losePatience(), this.surroundings.settings.historyPatienceMs);
      const complete = await this.readHistory(connection);
      cancel();
      if (!complete) return;
    }
    this.inbox.resume();
    if (session.readOnly) return this.finish('readOnly');
    this.setUp(true);
    if (mayHaveMissed) await this.lookAgain(connection);
  }

  /** The history may lag behind what was said while nobody listened, so it is read once more a little later. */
  private async lookAgain(connection: GuestConnection): Promise<void> {
    const { runtime, settings } = this.surroundings;
    do await delay(runtime.clock, settings.secondLookMs, connection.signal);
    while (!connection.signal.aborted && !this.historyBudget.canTake(SECOND_LOOK_RESERVE));
    if (!connection.signal.aborted) await this.readHistory(connection);
  }

  private async readHistory(connection: GuestConnection): Promise<boolean> {
    // What is older than both is known, in both directions.
    const untilMs = Math.min(this.knownThroughMs - OVERLAP_MS, this.sender.lastReceipt?.timeMs ?? 0);
    const missed = await this.catchUp.run(connection, untilMs);
    if (!missed || connection.signal.aborted) return false;
    this.inbox.receiveMissed(missed);
    return true;
  }

  /** Late and perhaps out of order is better than a user who hears nothing for as long as the history is down. */
  private losePatience(): void {
    this.log.warn('historyLate');
    this.inbox.resume();
  }

  private usable(): GuestConnection | undefined {
    return this.configured?.signal.aborted ? undefined : this.configured;
  }

  private connection(): Promise<GuestConnection> {
    if (this.closed) return Promise.reject(sessionErrors.closed());
    if (this.over) return Promise.reject(this.over);
    const usable = this.usable();
    if (usable) return Promise.resolve(usable);
    return new Promise((resolve, reject) => this.waiters.push({ resolve, reject }));
  }

  private assertSendable(): void {
    if (this.closed) throw sessionErrors.closed();
    if (this.over) throw this.over;
    if (this.readOnly) throw sessionErrors.readOnly();
  }

  private onPush(frame: GuestFrame): void {
    switch (frame.kind) {
      case 'message':
        this.onMessage(frame.message, frame.tracingId);
        break;
      case 'sessionExpired':
        this.finish('expired');
        break;
      case 'sessionCleared':
        this.finish('cleared');
        break;
      case 'connectionClosed':
        if (this.ending.wasEchoed()) this.finish('cleared');
        else this.current?.close({ kind: 'evicted', reason: frame.reason });
        break;
      case 'session':
        // Only the answer to somebody's `closeSession` comes unasked.
        if (!frame.session.connected) this.current?.close({ kind: 'evicted', reason: 'closeSession' });
        break;
      case 'error':
        this.onRefusal(frame.code, frame.tracingId);
        break;
      case 'tooManyRequests':
        this.typingIndicator.slowDown(frame.retryAfterMs);
        break;
      case 'uploadChecked':
        this.upload.onChecked(frame.attachmentId, frame.code);
        break;
      case 'jwt':
      // Answers that came after nobody waited for them.
      case 'presignedUrl':
      case 'uploadRefused':
        break;
      case 'unknown':
        this.log.info('frameUnknown', { class: frame.class });
        break;
      case 'malformed':
        this.log.warn('frameMalformed', { why: frame.why, class: frame.class });
        break;
      default:
        assertNever(frame);
    }
  }

  private onMessage(message: GuestMessage, tracingId: string | undefined): void {
    if (message.direction === 'inbound') {
      // Our own words and events come back; they matter as acknowledgements only.
      this.sender.onInbound(message, tracingId);
      if (message.events.some((event) => event.kind === 'clear')) this.ending.onEcho();
      return;
    }
    if (message.events.some((event) => event.kind === 'disconnect' && event.readOnly)) this.readOnly = true;
    for (const item of message.content ?? []) {
      if (item.kind === 'unknown') this.log.warn('contentUnknown', { contentType: item.contentType });
    }
    this.inbox.receive(message);
  }

  private onRefusal(code: number, tracingId: string | undefined): void {
    if (this.typingIndicator.onRefusal(tracingId)) this.log.info('typingRefused', { error: code });
    else if (tracingId === undefined && this.sender.onUnnamedRefusal(code)) return;
    else if (code === 4007) this.current?.close({ kind: 'sessionNotFound' });
    else this.log.warn('requestRefused', { error: code });
  }

  private setUp(up: boolean): void {
    // No gap until now, so whatever is missed from here on is younger than what came last.
    if (this.isUp) this.knownThroughMs = Math.max(this.knownThroughMs, this.inbox.newestMs);
    if (this.isUp === up) return;
    this.isUp = up;
    this.pump.push({ kind: 'connection', status: up ? 'up' : 'down' });
  }

  private giveUp(why: 'accessDenied' | 'sessionNotFound'): void {
    if (why === 'sessionNotFound') this.finish('lost');
    else {
      const error = sessionErrors.accessDenied(this.guest.deploymentId);
      this.finishWith(error, { kind: 'failed', error });
    }
  }

  private finish(why: WhyOver): void {
    this.finishWith(sessionErrors[why](), { kind: 'ended', why, timeMs: this.surroundings.runtime.clock.now() });
  }

  private finishWith(error: HandoffError, event: TransportEvent): void {
    if (this.over || this.closed) return;
    this.over = error;
    this.log.info('sessionOver', { error: error.code });
    this.inbox.flush();
    this.pump.push(event);
    this.stopWaiting(error);
  }

  private stopWaiting(error: HandoffError): void {
    this.life.abort();
    for (const { reject } of this.waiters.splice(0)) reject(error);
    this.current?.close({ kind: 'closed', closeCode: 1000 });
  }
}
