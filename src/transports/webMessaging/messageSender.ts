import { HandoffError } from '../../errors';
import type { GuestFrame } from '../../genesys/guestFrames';
import type { GuestMessage } from '../../genesys/guestMessage';
import { textMessage } from '../../genesys/guestRequests';
import { backoffMs } from '../../runtime/backoff';
import { delay } from '../../runtime/clock';
import type { RateBudget } from '../../runtime/rateBudget';
import type { Runtime } from '../../runtime/runtime';
import type { StopSignal } from '../../runtime/stopSignal';
import type { OpenOptions, OutgoingAttachment, SendReceipt, TransportMessage } from '../transport';
import type { UploadResult } from './attachmentUpload';
import type { LookUp } from './catchUp';
import type { GuestConnection, Reply } from './guestConnection';
import { MESSAGE_RESERVE } from './limits';
import { receiptOf } from './sentMessage';
import type { SessionLog } from './sessionLog';

/** What a sender needs of the session it sends in. */
export interface SenderHost {
  /** A configured connection, as soon as there is one. Rejects with the reason when the session is over or closed. */
  connection(): Promise<GuestConnection>;
  /** Whether this connection began a session that holds nothing yet. */
  beganSession(connection: GuestConnection): boolean;
  /** Throws the reason when nothing can be sent any more. */
  assertSendable(): void;
  /** Genesys said that the session's lifetime passed. */
  expire(): void;
  /** Genesys asked everybody to slow down. */
  slowDown(forMs: number): void;
  /** Finds out whether a message that may have been sent until `sinceMs` is at Genesys. */
  lookUp(
    connection: GuestConnection,
    message: TransportMessage,
    sinceMs: number,
    lastReceipt: SendReceipt | undefined,
  ): Promise<LookUp>;
  /** Brings a file to Genesys, for a message to name it. */
  upload(connection: GuestConnection, attachment: OutgoingAttachment): Promise<UploadResult>;
  /** Aborts when the session is over or closed. */
  readonly signal: StopSignal;
}

const SERVER_ERROR_RETRY = { firstMs: 500, maxMs: 30_000 };
/** With the waits above some eight minutes: an outage passes, a message that Genesys chokes on does not block for ever. */
const SERVER_ERRORS = 20;

/** One message under way. */
interface Outgoing {
  message: TransportMessage;
  /** Of every try: an echo may come after we gave up waiting for it. */
  tracingIds: string[];
  /** Until when (our clock) it may have been sent; undefined while it certainly was not. */
  maybeSentAtMs?: number;
  /** On which connection it was sent last. */
  sentOn?: GuestConnection;
  acknowledge(receipt: SendReceipt): void;
  acknowledged: Promise<SendReceipt>;
  serverErrors: number;
  reconfigured: boolean;
}

type Step = { kind: 'sent'; receipt: SendReceipt } | { kind: 'again' } | { kind: 'refused'; error: HandoffError };

/** Sends messages one after the other, each until Genesys acknowledged it. */
export class MessageSender {
  /** The newest acknowledgement; everything up to it is settled. */
  lastReceipt?: SendReceipt;
  /** Whether anything may have been sent under this session. */
  maySent: boolean;
  private outgoing?: Outgoing;
  private tail: Promise<unknown> = Promise.resolve();
  private unsettledSinceMs?: number;

  constructor(
    private readonly host: SenderHost,
    private readonly runtime: Runtime,
    private readonly log: SessionLog,
    private readonly sessionBudget: RateBudget,
    private readonly ackTimeoutMs: number,
    before: Pick<OpenOptions, 'resumed' | 'inDoubt' | 'lastReceipt'>,
  ) {
    this.lastReceipt = before.lastReceipt;
    this.maySent = before.resumed || before.lastReceipt !== undefined;
    // Another process may have sent the first message until the moment we came.
    if (before.resumed && (before.inDoubt ?? true)) this.unsettledSinceMs = runtime.clock.now();
  }

  send(message: TransportMessage): Promise<SendReceipt> {
    const sending = this.tail.then(() => this.deliver(message));
    this.tail = sending.catch(() => {});
    return sending;
  }

  /** Every inbound message Genesys shows us passes here; it may be the acknowledgement of ours. */
  onInbound(entry: GuestMessage, tracingId: string | undefined): void {
    const { outgoing } = this;
    if (!outgoing) return;
    const ours = tracingId !== undefined && outgoing.tracingIds.includes(tracingId);
    if (ours || entry.clientId === outgoing.message.id) {
      outgoing.acknowledge(receiptOf(entry, this.runtime.clock.now()));
    }
  }

  /** A refusal that names no request: only one message can be meant where the code can mean nothing but a message. */
  onUnnamedRefusal(code: number): boolean {
    const tracingId =
      this.outgoing?.sentOn && (code === 4011 || code === 4013) ? this.outgoing.tracingIds.at(-1) : undefined;
    return tracingId !== undefined && this.outgoing!.sentOn!.answer(tracingId, { kind: 'error', code });
  }

  private async deliver(message: TransportMessage): Promise<SendReceipt> {
    const outgoing = this.begin(message);
    try {
      for (;;) {
        this.host.assertSendable();
        const connection = await this.host.connection();
        const inDoubt = outgoing.maybeSentAtMs !== undefined;
        const settled = inDoubt ? await this.settle(outgoing, connection) : undefined;
        const step = settled ?? (await this.trySend(outgoing, connection));
        switch (step.kind) {
          case 'sent':
            this.lastReceipt = step.receipt;
            return step.receipt;
          case 'refused':
            throw step.error;
          case 'again':
            continue;
        }
      }
    } finally {
      this.outgoing = undefined;
    }
  }

  private begin(message: TransportMessage): Outgoing {
    let acknowledge!: (receipt: SendReceipt) => void;
    const acknowledged = new Promise<SendReceipt>((resolve) => {
      acknowledge = resolve;
    });
    this.outgoing = {
      message,
      tracingIds: [],
      maybeSentAtMs: this.unsettledSinceMs,
      acknowledge,
      acknowledged,
      serverErrors: 0,
      reconfigured: false,
    };
    this.unsettledSinceMs = undefined;
    return this.outgoing;
  }

  /** Finds out whether an earlier try arrived; undefined when it did not, so that the message may be sent. */
  private async settle(outgoing: Outgoing, connection: GuestConnection): Promise<Step | undefined> {
    if (outgoing.maybeSentAtMs === undefined) return undefined;
    if (this.host.beganSession(connection) && outgoing.sentOn !== connection) {
      // A session that has just begun holds nothing that was sent before it.
      outgoing.maybeSentAtMs = undefined;
      return undefined;
    }
    const answer = await Promise.race([
      this.host.lookUp(connection, outgoing.message, outgoing.maybeSentAtMs, this.lastReceipt),
      outgoing.acknowledged.then((receipt) => ({ kind: 'present' as const, receipt })),
    ]);
    switch (answer.kind) {
      case 'present':
        this.log.info('messageFound', { messageId: outgoing.message.id });
        return { kind: 'sent', receipt: answer.receipt };
      case 'interrupted':
        return { kind: 'again' };
      case 'absent':
        if (outgoing.sentOn) this.log.info('messageResent', { messageId: outgoing.message.id });
        outgoing.maybeSentAtMs = undefined;
        return undefined;
    }
  }

  private async trySend(outgoing: Outgoing, connection: GuestConnection): Promise<Step> {
    const { message } = outgoing;
    let attachmentId: string | undefined;
    if (message.attachment !== undefined) {
      const upload = await this.host.upload(connection, message.attachment);
      if (upload.kind === 'interrupted') return { kind: 'again' };
      if (upload.kind === 'refused') return { kind: 'refused', error: upload.error };
      attachmentId = upload.attachmentId;
    }
    const { budget, signal } = connection;
    if (!budget.takeNow(MESSAGE_RESERVE) && !(await budget.take(signal, MESSAGE_RESERVE))) return { kind: 'again' };
    if (!this.sessionBudget.takeNow() && !(await this.sessionBudget.take(signal))) return { kind: 'again' };
    this.host.assertSendable();
    if (signal.aborted) return { kind: 'again' };
    this.maySent = true;
    outgoing.sentOn = connection;
    outgoing.maybeSentAtMs = this.runtime.clock.now();
    const reply = await Promise.race([
      connection.request((envelope) => {
        outgoing.tracingIds.push(envelope.tracingId);
        return textMessage(envelope, { ...message, attachmentId });
      }, this.ackTimeoutMs),
      outgoing.acknowledged,
    ]);
    if (!('kind' in reply)) return { kind: 'sent', receipt: reply };
    // By far the most common answer.
    if (reply.kind === 'frame' && reply.frame.kind === 'message') return this.sent(reply.frame.message);
    return this.onReply(outgoing, connection, reply);
  }

  private sent(echo: GuestMessage): Step {
    return { kind: 'sent', receipt: receiptOf(echo, this.runtime.clock.now()) };
  }

  private async onReply(outgoing: Outgoing, connection: GuestConnection, reply: Reply): Promise<Step> {
    switch (reply.kind) {
      case 'closed':
        return { kind: 'again' };
      case 'timeout':
        this.log.warn('acknowledgementMissing', { messageId: outgoing.message.id });
        // A socket that no longer answers may hold the message back and deliver it later: it must go first.
        await connection.probe();
        return { kind: 'again' };
      case 'frame':
        return this.onAnswer(outgoing, connection, reply.frame);
    }
  }

  private async onAnswer(outgoing: Outgoing, connection: GuestConnection, frame: GuestFrame): Promise<Step> {
    switch (frame.kind) {
      case 'message':
        return this.sent(frame.message);
      case 'tooManyRequests':
        // Genesys has not taken it, so it may go again without a question.
        outgoing.maybeSentAtMs = undefined;
        this.log.info('rateLimited', { messageId: outgoing.message.id, retryAfterMs: frame.retryAfterMs });
        this.host.slowDown(frame.retryAfterMs);
        await delay(this.runtime.clock, Math.max(100, frame.retryAfterMs), this.host.signal);
        return { kind: 'again' };
      case 'sessionExpired':
        this.host.expire();
        return { kind: 'again' };
      case 'error':
        return this.onError(outgoing, connection, frame.code);
      default:
        // An answer that makes no sense settles nothing.
        await this.pause(outgoing);
        return { kind: 'again' };
    }
  }

  private async onError(outgoing: Outgoing, connection: GuestConnection, code: number): Promise<Step> {
    const { message } = outgoing;
    this.log.warn('messageRefused', { messageId: message.id, error: code });
    if (code === 408 || (code >= 500 && code < 600)) {
      await this.pause(outgoing);
      return outgoing.serverErrors < SERVER_ERRORS ? { kind: 'again' } : refused(message, code);
    }
    outgoing.maybeSentAtMs = undefined;
    if (code === 4013) {
      const text = `Genesys refused message ${message.id}: its custom attributes are too large (2,048 bytes of keys and values are allowed).`;
      return { kind: 'refused', error: new HandoffError('attributesTooLarge', text) };
    }
    if (code === 4007) {
      connection.close({ kind: 'sessionNotFound' });
      return { kind: 'again' };
    }
    // Which code a read-only session answers with is not documented; configuring it again tells for sure.
    if ([401, 403, 404, 409].includes(code) && !outgoing.reconfigured) {
      outgoing.reconfigured = true;
      connection.close({ kind: 'notConfigured', reason: `refused${code}` });
      return { kind: 'again' };
    }
    return refused(message, code);
  }

  private async pause(outgoing: Outgoing): Promise<void> {
    const waitMs = backoffMs(outgoing.serverErrors++, SERVER_ERROR_RETRY, this.runtime.random);
    await delay(this.runtime.clock, waitMs, this.host.signal);
  }
}

function refused(message: TransportMessage, code: number): Step {
  const text = `Genesys refused message ${message.id} for good (code ${code}).`;
  return { kind: 'refused', error: new HandoffError('messageRefused', text) };
}
