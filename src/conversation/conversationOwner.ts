import { errorCode, HandoffError } from '../errors';
import { backoffMs } from '../runtime/backoff';
import { delay } from '../runtime/clock';
import type { RateBudget } from '../runtime/rateBudget';
import type { Runtime } from '../runtime/runtime';
import type {
  AttachmentLimits,
  HandoffTransport,
  TransportEvent,
  TransportMessage,
  TransportSession,
} from '../transports/transport';
import { ConnectionNotice } from './connectionNotice';
import type { Signal } from './coordinator';
import type { Envelope } from './envelope';
import { type PendingWork, pendingWork, type Timer } from './pendingWork';
import { PlatformWatch } from './platformWatch';
import type { BotPort, FilePort, PlatformPort, UserPort } from './ports';
import { FILE_REFUSALS, type HandoffRecord, isLive, type ToAgent, type ToUser } from './record';
import type { TransitionResult } from './transitionResult';

const RETRY = { firstMs: 500, maxMs: 15_000 };

/** Runs of a failing resume turn before the record is closed all the same; the dialog takes its outcome in the next turn. */
const MAX_RESUME_RUNS = 5;

/** How often to look for the waiting dialog (its turn may still be saving the state) before running the bot anyway. */
const RESUME_TRIES_BEFORE_INSISTING = 3;

/** Tries of an envelope that the mailbox chokes on, before it is set aside. */
const POISON_TRIES = 5;

/** How long `stop()`, and the end at Genesys, wait for the acknowledgement of a message that is under way. */
const SEND_UNDER_WAY_MS = 2_000;

/** Errors of a send that settle the message: it will never be taken as it is. */
const REFUSALS: ReadonlySet<string> = new Set(['messageRefused', 'attributesTooLarge', ...FILE_REFUSALS]);

/** An envelope that the mailbox will never take. */
class SetAside extends Error {}

type WithoutTime<T> = T extends unknown ? Omit<T, 'atMs' | 'handoffId'> : never;
type News = WithoutTime<Envelope>;

export interface OwnerParts {
  runtime: Runtime;
  transport: HandoffTransport;
  user: UserPort;
  bot: BotPort;
  /** Absent: files are refused. */
  files?: FilePort;
  post(envelope: Envelope): Promise<TransitionResult>;
  /** The platform's own word, where there are credentials. */
  platform?: PlatformWord;
}

/** The platform API as all owners of a process share it. */
export interface PlatformWord {
  port: PlatformPort;
  /** Calls a minute of the whole process. */
  budget: RateBudget;
  /** Silence after which it is asked whether a conversation is over, ms. */
  quietMs?: number;
}

/**
 * The one live reader of a conversation: performs what `pendingWork` reads out of the committed record, and posts what
 * came of it. It decides nothing, and keeps nothing that the record does not say better: it may die at any point.
 *
 * Each kind of work is a lane of its own with at most one piece under way: the agent is not kept waiting by a slow
 * channel, nor the user by a Genesys that is away.
 */
export class ConversationOwner {
  private readonly stopping = new AbortController();
  private readonly stopped = new Promise<void>((resolve) => {
    this.stopping.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  private readonly busy = new Map<Lane, Promise<void>>();
  private session: TransportSession | undefined;
  private sessionClosing: Promise<void> | undefined;
  private unopenable = false;
  private timer: { due: Timer; cancel: () => void } | undefined;
  private readonly connectionNotice: ConnectionNotice;
  private readonly watch: PlatformWatch | undefined;
  private resumeTries = 0;

  constructor(
    private readonly parts: OwnerParts,
    private record: HandoffRecord,
    /** Whether an earlier process or owner may have acted for this record. */
    private takenUp: boolean,
  ) {
    this.connectionNotice = new ConnectionNotice(parts.runtime.clock, (status) => {
      this.tellAside({ kind: 'connection', status });
    });
    this.watch = parts.platform && this.watchBy(parts.platform);
    this.pump();
  }

  onCommitted(record: HandoffRecord): void {
    this.record = record;
    this.watch?.onCommitted(record);
    this.pump();
  }

  onSignal(signal: Signal): void {
    if (signal.kind === 'userTyping' && this.record.state.kind !== 'opening') this.session?.typing();
  }

  /**
   * Lets go of everything; resolves when nothing of it moves any more. What is under way is finished and marked, so that
   * nobody repeats it: a delivery as long as it takes, a send for a short while (the history settles it otherwise).
   */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.timer?.cancel();
    this.connectionNotice.stop();
    this.watch?.stop();
    await this.sendUnderWay();
    await this.closeSession();
    await Promise.all(this.busy.values());
  }

  /** Waits, for a while, for the acknowledgement of the message that is under way. */
  private async sendUnderWay(): Promise<void> {
    const sending = this.busy.get('toAgent');
    if (sending === undefined) return;
    const sent = new AbortController();
    await Promise.race([sending, delay(this.parts.runtime.clock, SEND_UNDER_WAY_MS, sent.signal)]);
    sent.abort();
  }

  /** Starts what the record asks for and is not under way already. */
  private pump(): void {
    if (this.stopping.signal.aborted) return;
    const work = pendingWork(this.record);
    this.armTimer(work.timer);
    if (work.session === 'open') this.openSession();
    else void this.closeSession();
    this.lane(
      'toAgent',
      work,
      (w) => w.sendToAgent,
      (message) => this.sendToAgent(message),
    );
    this.lane(
      'toUser',
      work,
      (w) => w.deliverToUser,
      (item) => this.deliverToUser(item),
    );
    this.lane(
      'end',
      work,
      (w) => w.endAtGenesys || undefined,
      () => this.endAtGenesys(),
    );
    this.lane(
      'resume',
      work,
      (w) => w.resume || undefined,
      () => this.resume(),
    );
  }

  private lane<T>(
    name: Lane,
    work: PendingWork,
    pick: (work: PendingWork) => T | undefined,
    run: (piece: T) => Promise<void>,
  ): void {
    const piece = pick(work);
    if (piece === undefined || this.busy.has(name)) return;
    const done = run(piece)
      .catch((error: unknown) => {
        // What was done cannot be marked; to do it again would repeat it for ever. Until a restart this lane rests.
        if (error instanceof SetAside) return this.stopped;
        this.log('error', { code: 'laneFailed', lane: name, error: errorCode(error) });
        return this.pause(0);
      })
      .finally(() => {
        this.busy.delete(name);
        this.pump();
      });
    this.busy.set(name, done);
  }

  private openSession(): void {
    if (this.session !== undefined || this.sessionClosing !== undefined || this.unopenable) return;
    const { record, takenUp } = this;
    this.takenUp = true;
    try {
      this.session = this.parts.transport.open({
        state: record.session,
        ids: { botConversationId: record.botConversationId, handoffId: record.handoffId },
        resumed: takenUp,
        inDoubt: record.toAgent.length > 0,
        lastReceipt: record.lastReceipt,
        knownThroughMs: record.settledThroughMs,
        onEvent: (event) => this.onTransportEvent(event),
      });
    } catch (error) {
      // A session state of another transport or of a damaged record: this handoff is over, and only this one.
      this.unopenable = true;
      this.sessionCannotOpen(error);
    }
  }

  private closeSession(): Promise<void> {
    const { session } = this;
    if (session === undefined) return this.sessionClosing ?? Promise.resolve();
    this.session = undefined;
    this.connectionNotice.reset();
    this.sessionClosing = session
      .close()
      .catch((error: unknown) => this.log('warn', { code: 'sessionNotClosed', error: errorCode(error) }))
      .finally(() => {
        this.sessionClosing = undefined;
        this.pump();
      });
    return this.sessionClosing;
  }

  private sessionCannotOpen(error: unknown): void {
    this.log('error', { code: 'sessionNotOpened', error: errorCode(error) });
    const failure =
      error instanceof HandoffError
        ? error
        : new HandoffError('connectFailed', 'The session with Genesys could not be opened.', { cause: error });
    this.tellAside({ kind: 'fromGenesys', event: { kind: 'failed', error: failure } });
  }

  private async onTransportEvent(event: TransportEvent): Promise<void> {
    if (event.kind === 'connection') return this.connectionNotice.onStatus(event.status);
    if (event.kind === 'typing') {
      // Nothing follows after the end, and dots that nothing takes away would stand there.
      if (event.from !== 'flow' && isLive(this.record)) this.parts.user.typing(this.record);
      return;
    }
    if (event.kind === 'failed') this.log('error', { code: 'sessionFailed', error: event.error.code });
    for (let attempt = 0; !this.stopping.signal.aborted; attempt++) {
      const result = await this.tell({ kind: 'fromGenesys', event }).catch(() => 'setAside');
      if (result !== 'full') return;
      // Backpressure: it waits at Genesys, whose history keeps it, until the channel has taken some of the others.
      await this.pause(attempt);
    }
  }

  private async sendToAgent(message: ToAgent): Promise<void> {
    const { id } = message;
    const { session } = this;
    if (session === undefined) return this.pause(0);
    let news: News;
    try {
      const receipt = await session.send(this.outgoing(message));
      news = { kind: 'sent', messageId: id, receipt };
    } catch (error) {
      const code = errorCode(error);
      if (!REFUSALS.has(code)) {
        // The end of the session comes as an event of its own; the record then asks for no more sends.
        if (code !== 'sessionClosed') this.log('warn', { code: 'sendFailed', error: code });
        return this.pause(0);
      }
      this.log('warn', { code: 'messageRefusedByGenesys', error: code });
      news = { kind: 'refused', messageId: id, code };
    }
    await this.tell(news);
  }

  /** The message as the transport takes it; a file is opened when its turn comes. */
  private outgoing({ id, text, attributes, answer, file }: ToAgent): TransportMessage {
    const { record, parts } = this;
    const message = { id, text, attributes, ...(answer && { answer }) };
    if (file === undefined) return message;
    const open = (limits: AttachmentLimits) => {
      if (parts.files !== undefined) return parts.files.open(record, file, limits);
      return Promise.reject(new HandoffError('fileSourceRefused', 'Nothing here fetches files.'));
    };
    return { ...message, attachment: { name: file.name, mime: file.mime, open } };
  }

  private async deliverToUser(item: ToUser): Promise<void> {
    const delivery = await this.parts.user.deliver(this.record, item, this.stopping.signal);
    if (delivery === 'stopped') return;
    if (delivery === 'delivered') {
      await this.tell({ kind: 'delivered', messageId: item.id });
      return;
    }
    this.log('warn', { code: 'deliveryGivenUp', userGone: delivery === 'userGone' });
    await this.tell({ kind: 'undeliverable', messageId: item.id, userGone: delivery === 'userGone' });
  }

  private async endAtGenesys(): Promise<void> {
    // A message that lands behind the end opens a new conversation at Genesys, which nobody would close.
    await this.sendUnderWay();
    for (let attempt = 0; !this.stopping.signal.aborted; attempt++) {
      const { session } = this;
      if (session === undefined || !pendingWork(this.record).endAtGenesys) return this.pause(0);
      const result = await session.end().catch((error: unknown) => {
        this.log('warn', { code: 'endAtGenesysFailed', error: errorCode(error) });
      });
      if (result !== undefined) {
        const ended = result === 'ended' || (await this.endByPlatform());
        if (!ended) this.log('warn', { code: 'genesysSideLeftOpen', why: 'conversationClearOff' });
        await this.tell({ kind: 'genesysClosed', result: ended ? 'ended' : 'unsupported' });
        return;
      }
      await this.pause(attempt);
    }
  }

  /** Ends what a guest may not end, by credentials that may. */
  private async endByPlatform(): Promise<boolean> {
    const { platform } = this.parts;
    if (platform === undefined) return false;
    const { genesysConversationId, lastReceipt } = this.record;
    try {
      const messageId = lastReceipt?.serverMessageId;
      const id = genesysConversationId ?? (messageId && (await platform.port.conversationOf(messageId)));
      if (id === undefined || id === '') return false;
      await platform.port.disconnect(id);
      return true;
    } catch (error) {
      this.log('warn', { code: 'platformNotAsked', error: errorCode(error) });
      return false;
    }
  }

  private watchBy({ port, budget, quietMs }: PlatformWord): PlatformWatch {
    const { runtime, transport } = this.parts;
    return new PlatformWatch(
      {
        runtime,
        platform: port,
        budget,
        quietMs,
        hearsDisconnects: () => transport.hearsDisconnects,
        onConversation: (genesysConversationId) => {
          this.tellAside({ kind: 'genesysConversationKnown', genesysConversationId });
        },
        onOver: (genesysConversationId, timeMs) => {
          const id = `platform:${genesysConversationId}`;
          this.tellAside({ kind: 'fromGenesys', event: { kind: 'disconnected', id, timeMs, readOnly: false } });
        },
      },
      this.record,
    );
  }

  private async resume(): Promise<void> {
    const { state } = this.record;
    if (state.kind !== 'resuming') return;
    if (state.attempts >= MAX_RESUME_RUNS) {
      this.log('error', { code: 'resumeGivenUp' });
      await this.tell({ kind: 'resumed' });
      return;
    }
    try {
      await this.parts.bot.resume(this.record, state.outcome, {
        earlierRuns: state.attempts,
        insist: this.resumeTries >= RESUME_TRIES_BEFORE_INSISTING,
        onRun: async () => {
          // A run that is not written down would be repeated by the next owner.
          if ((await this.tell({ kind: 'resumeStarted' })) === undefined) {
            throw new HandoffError('storageUnavailable', 'The run of the bot could not be written down.');
          }
        },
      });
    } catch (error) {
      this.log('warn', { code: 'resumeFailed', error: errorCode(error) });
      return this.pause(this.resumeTries++);
    }
    this.log('info', { code: 'handoffEnded', outcome: state.outcome.kind });
    await this.tell({ kind: 'resumed' });
  }

  private armTimer(due: Timer | undefined): void {
    if (this.timer !== undefined && due !== undefined && this.timer.due.name === due.name) {
      // A deadline that only moves later (every message moves `idle`) is looked at again when the old one fires.
      if (this.timer.due.dueAtMs <= due.dueAtMs) return;
    }
    this.timer?.cancel();
    this.timer = undefined;
    if (due === undefined) return;
    const { clock } = this.parts.runtime;
    const cancel = clock.schedule(() => {
      this.timer = undefined;
      const current = pendingWork(this.record).timer;
      if (current?.name === due.name && current.dueAtMs <= due.dueAtMs)
        this.tellAside({ kind: 'timerDue', timer: current });
      else this.armTimer(current);
    }, due.dueAtMs - clock.now());
    this.timer = { due, cancel };
  }

  /** `tell` where nobody waits for it. */
  private tellAside(news: News): void {
    this.tell(news).catch(() => {
      // Logged there.
    });
  }

  /**
   * Posts until it is durable: what happened must not be forgotten because the storage is away for a while. Rejects
   * `SetAside` for what will never be taken; gives `undefined` when the owner was stopped first.
   */
  private async tell(news: News): Promise<TransitionResult | undefined> {
    const { handoffId } = this.record;
    const envelope = { ...news, handoffId, atMs: this.parts.runtime.clock.now() } as Envelope;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.parts.post(envelope);
      } catch (error) {
        if (this.stopping.signal.aborted) return undefined;
        const poison = error instanceof HandoffError ? !error.retryable : attempt + 1 >= POISON_TRIES;
        if (poison) {
          this.log('error', { code: 'envelopeSetAside', envelope: news.kind, error: errorCode(error) });
          throw new SetAside();
        }
        this.log('warn', { code: 'storageWaits', envelope: news.kind, error: errorCode(error) });
        await this.pause(attempt);
      }
    }
  }

  private pause(attempt: number): Promise<void> {
    const { clock, random } = this.parts.runtime;
    return delay(clock, backoffMs(attempt, RETRY, random), this.stopping.signal);
  }

  private log(
    level: 'info' | 'warn' | 'error',
    event: { code: string; [field: string]: string | number | boolean },
  ): void {
    const { botConversationId, handoffId } = this.record;
    this.parts.runtime.logger[level]({ ...event, botConversationId, handoffId });
  }
}

type Lane = 'toAgent' | 'toUser' | 'end' | 'resume';
