import type { HandoffError } from '../../errors';
import type { GuestFrame, GuestSessionInfo } from '../../genesys/guestFrames';
import type { GuestMessage } from '../../genesys/guestMessage';
import { assertNever } from '../../genesys/json';
import { RateBudget } from '../../runtime/rateBudget';
import { type StopSignal, StopSource } from '../../runtime/stopSignal';
import type {
  OpenOptions,
  OutgoingAttachment,
  SendReceipt,
  TransportEvent,
  TransportMessage,
  TransportSession,
} from '../transport';
import { AttachmentUpload, type UploadResult } from './attachmentUpload';
import type { LookUp } from './catchUp';
import { ConversationEnding, type EndingHost } from './conversationEnding';
import { EventPump } from './eventPump';
import type { Guest, GuestConnection } from './guestConnection';
import { Inbox, type InboxHost } from './inbox';
import { SESSION_MESSAGES } from './limits';
import { MessageSender, type SenderHost } from './messageSender';
import { MissedMessages } from './missedMessages';
import { type ConnectionHost, RenewedConnection } from './renewedConnection';
import { sessionErrors } from './sessionErrors';
import { SessionLog } from './sessionLog';
import type { SessionSurroundings } from './sessionSurroundings';
import { TypingIndicator } from './typingIndicator';

/**
 * How far behind the newest known message the history is read again: what was overtaken on its way when the socket
 * broke is older than what already came.
 */
const OVERLAP_MS = 10_000;

type WhyOver = Extract<TransportEvent, { kind: 'ended' }>['why'];

/**
 * One guest session: a connection that is renewed as long as the session lives, and the parts that use it. A process
 * holds thousands that say nothing, so each part is made when it is first needed, and they know one another by this class
 * instead of by functions made for each.
 */
export class GuestSession implements TransportSession, ConnectionHost, SenderHost, EndingHost, InboxHost {
  private readonly log: SessionLog;
  private readonly pump: EventPump;
  private readonly inbox: Inbox;
  private readonly sessionBudget: RateBudget;
  private readonly sender: MessageSender;
  private readonly typingIndicator: TypingIndicator;
  private readonly connections: RenewedConnection;
  private readonly running: Promise<void>;
  private missed?: MissedMessages;
  private uploads?: AttachmentUpload;
  private ending?: ConversationEnding;

  private readonly life = new StopSource();
  private closed = false;
  /** Why nothing can be sent any more. */
  private over?: HandoffError;
  /** Genesys has ended the conversation read-only, though the event may still be on its way to the core. */
  private readOnly = false;
  /** The connection that began the session. */
  private first?: GuestConnection;
  private isUp = false;
  /** Everything from the agent up to this time (Genesys') has certainly been seen. */
  private knownThroughMs: number;
  private expiresAtMs?: number;
  /** What files Genesys takes in this session. */
  private media?: GuestSessionInfo['media'];

  constructor(
    private readonly surroundings: SessionSurroundings,
    private readonly guest: Guest,
    options: OpenOptions,
    /** Told once, when nothing of the session moves any more. */
    private readonly onClosed: (session: GuestSession) => void,
  ) {
    const { runtime, settings } = surroundings;
    const { clock } = runtime;
    this.log = new SessionLog(runtime.logger, options.ids);
    this.knownThroughMs = options.knownThroughMs ?? 0;
    this.pump = new EventPump(options.onEvent, runtime, this.log);
    this.inbox = new Inbox(clock, this.pump, this, settings.reorderWindowMs, this.knownThroughMs);
    this.sessionBudget = new RateBudget(clock, SESSION_MESSAGES);
    this.typingIndicator = new TypingIndicator(clock, this.sessionBudget, surroundings);
    this.sender = new MessageSender(this, runtime, this.log, this.sessionBudget, settings.ackTimeoutMs, options);
    this.connections = new RenewedConnection(guest, surroundings, this.log, this, options.resumed);
    this.running = this.connections.run();
  }

  // As the core knows it.

  async send(message: TransportMessage): Promise<SendReceipt> {
    const receipt = await this.sender.send(message);
    this.connections.onAcknowledged();
    if (this.isUp) this.inbox.noteTime(receipt.timeMs);
    return receipt;
  }

  typing(): void {
    this.typingIndicator.show(this.connections.usable());
  }

  end(): Promise<'ended' | 'unsupported'> {
    if (this.closed) return Promise.reject(sessionErrors.closed());
    const { runtime, settings } = this.surroundings;
    this.ending ??= new ConversationEnding(this, runtime, this.log, this.sessionBudget, settings.endTimeoutMs);
    return this.ending.end();
  }

  async close(): Promise<void> {
    if (!this.closed) {
      this.closed = true;
      this.inbox.close();
      this.stopWaiting(sessionErrors.closed());
    }
    await this.running;
    this.onClosed(this);
  }

  // As its parts know it.

  /** Aborts when the session is over or closed: everything that waits ends. */
  get signal(): StopSignal {
    return this.life;
  }

  connection(): Promise<GuestConnection> {
    if (this.closed) return Promise.reject(sessionErrors.closed());
    if (this.over) return Promise.reject(this.over);
    return this.connections.get();
  }

  beganSession(connection: GuestConnection): boolean {
    return this.first === connection;
  }

  assertSendable(): void {
    if (this.closed) throw sessionErrors.closed();
    if (this.over) throw this.over;
    if (this.readOnly) throw sessionErrors.readOnly();
  }

  lookUp(
    connection: GuestConnection,
    message: TransportMessage,
    sinceMs: number,
    lastReceipt: SendReceipt | undefined,
  ): Promise<LookUp> {
    return this.missedMessages().lookUp(connection, message, sinceMs, lastReceipt);
  }

  upload(connection: GuestConnection, attachment: OutgoingAttachment): Promise<UploadResult> {
    const { runtime, settings } = this.surroundings;
    this.uploads ??= new AttachmentUpload({
      runtime,
      log: this.log,
      fetch: settings.fetch,
      ackTimeoutMs: settings.ackTimeoutMs,
      uploadTimeoutMs: settings.uploadTimeoutMs,
      signal: this.life,
      allowed: () => ({ session: this.media, deployment: this.surroundings.configuration()?.fileUpload }),
    });
    return this.uploads.run(connection, attachment);
  }

  slowDown(forMs: number): void {
    this.typingIndicator.slowDown(forMs);
  }

  expire(): void {
    this.finish('expired');
  }

  isMarkdown(): boolean {
    return this.surroundings.configuration()?.markdown === true;
  }

  onDisconnectPassed({ readOnly }: { readOnly: boolean }): void {
    if (readOnly) this.finish('readOnly');
  }

  isCaughtUp(): boolean {
    return this.isUp;
  }

  isGone(): boolean {
    return this.over !== undefined && this.over.code !== 'accessDenied';
  }

  maySent(): boolean {
    return this.sender.maySent;
  }

  clearAllowed(): boolean | undefined {
    return this.surroundings.configuration()?.conversationClear;
  }

  onCleared(): void {
    this.finish('cleared');
  }

  // What its connection tells.

  onConnecting(): void {
    // What arrives before the history is read comes after what the history holds.
    this.inbox.pause();
  }

  onConfigured(connection: GuestConnection, session: GuestSessionInfo): void {
    this.log.info('sessionConfigured', { newSession: session.newSession, readOnly: session.readOnly });
    const expiredMeanwhile =
      this.expiresAtMs !== undefined && this.expiresAtMs <= this.surroundings.runtime.clock.now();
    this.expiresAtMs = session.expiresAtMs;
    this.media = this.surroundings.keepMedia(session.media);
    if (session.newSession) {
      this.first = connection;
      if (this.ending?.wasAsked()) this.finish('cleared');
      else if (this.sender.lastReceipt) this.finish(expiredMeanwhile ? 'expired' : 'lost');
      if (this.over) return;
    }
    if (!session.readOnly) this.connections.offer(connection);
    void this.readMissed(connection, session);
  }

  onDisconnected(): void {
    this.setUp(false);
  }

  onGivenUp(why: 'accessDenied' | 'expired' | 'lost'): void {
    if (why === 'accessDenied') {
      const error = sessionErrors.accessDenied(this.guest.deploymentId);
      this.finishWith(error, { kind: 'failed', error });
    } else this.finish(why);
  }

  onPush(frame: GuestFrame): void {
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
        if (this.ending?.wasEchoed()) this.finish('cleared');
        else this.connections.close({ kind: 'evicted', reason: frame.reason });
        break;
      case 'session':
        // Only the answer to somebody's `closeSession` comes unasked.
        if (!frame.session.connected) this.connections.close({ kind: 'evicted', reason: 'closeSession' });
        break;
      case 'error':
        this.onRefusal(frame.code, frame.tracingId);
        break;
      case 'tooManyRequests':
        this.typingIndicator.slowDown(frame.retryAfterMs);
        break;
      case 'uploadChecked':
        this.uploads?.onChecked(frame.attachmentId, frame.code);
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
      if (message.events.some((event) => event.kind === 'clear')) this.ending?.onEcho();
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
    else if (code === 4007) this.connections.close({ kind: 'sessionNotFound' });
    else this.log.warn('requestRefused', { error: code });
  }

  /** Reads what was said while nobody listened; only then is the connection up. */
  private async readMissed(connection: GuestConnection, session: GuestSessionInfo): Promise<void> {
    const mayHaveMissed = session.newSession !== true && this.sender.maySent;
    if (mayHaveMissed) {
      const complete = await this.missedMessages().read(connection, this.unknownSinceMs(), () => this.passHistory());
      if (!complete) return;
    }
    this.inbox.resume();
    if (session.readOnly) return this.finish('readOnly');
    this.setUp(true);
    if (mayHaveMissed) await this.missedMessages().readAgain(connection, () => this.unknownSinceMs());
  }

  /** Lets what comes live pass what the history still holds, once it is written down that something is missing. */
  private passHistory(): void {
    this.log.warn('historyLate');
    this.pump.push({ kind: 'gap', sinceMs: this.knownThroughMs });
    this.inbox.passHistory(this.surroundings.settings.historyPatienceMs);
  }

  private missedMessages(): MissedMessages {
    this.missed ??= new MissedMessages(this.surroundings, this.log, this.inbox);
    return this.missed;
  }

  /** What is older than both is known, in both directions. */
  private unknownSinceMs(): number {
    return Math.min(this.knownThroughMs - OVERLAP_MS, this.sender.lastReceipt?.timeMs ?? 0);
  }

  private setUp(up: boolean): void {
    // No gap until now, so whatever is missed from here on is younger than what came last.
    if (this.isUp) this.knownThroughMs = Math.max(this.knownThroughMs, this.inbox.newestMs);
    if (this.isUp === up) return;
    this.isUp = up;
    this.pump.push({ kind: 'connection', status: up ? 'up' : 'down' });
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
    this.connections.refuse(error);
    this.connections.close({ kind: 'closed', closeCode: 1000 });
  }
}
