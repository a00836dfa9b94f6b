import { errorCode, HandoffError } from '../errors';
import type { AttachmentLimits, TransportEvent, TransportMessage, TransportSession } from '../transports/transport';
import { ConnectionNotice } from './connectionNotice';
import type { News, OwnerNews } from './ownerNews';
import type { OwnerParts, PlatformWord } from './ownerParts';
import { pendingWork } from './pendingWork';
import { PlatformWatch } from './platformWatch';
import { FILE_REFUSALS, type HandoffRecord, isLive, type ToAgent } from './record';

/** Errors of a send that settle the message: it will never be taken as it is. */
const REFUSALS: ReadonlySet<string> = new Set(['messageRefused', 'attributesTooLarge', ...FILE_REFUSALS]);

export interface AgentSideHost {
  /** The record as it is committed now. */
  record(): HandoffRecord;
  /** Waits, for a while, for the message that is under way to the agent. */
  sendUnderWay(): Promise<void>;
  /** The session is closed, and another may be opened. */
  onSessionClosed(): void;
}

/** An owner's dealings with Genesys: the session, what is sent and received through it, and its end. */
export class AgentSide {
  private session: TransportSession | undefined;
  private sessionClosing: Promise<void> | undefined;
  private unopenable = false;
  /** Made when the connection is down for the first time, which for most it never is. */
  private connectionNotice: ConnectionNotice | undefined;
  private readonly watch: PlatformWatch | undefined;

  constructor(
    private readonly parts: OwnerParts,
    private readonly news: OwnerNews,
    private readonly host: AgentSideHost,
    /** Whether an earlier process or owner may have used the session. */
    private takenUp: boolean,
  ) {
    this.watch = parts.platform && this.watchBy(parts.platform);
  }

  onCommitted(record: HandoffRecord): void {
    this.watch?.onCommitted(record);
  }

  userTypes(): void {
    if (this.host.record().state.kind !== 'opening') this.session?.typing();
  }

  /** No more notices and questions; the session stays until `closeSession`. */
  quieten(): void {
    this.connectionNotice?.stop();
    this.watch?.stop();
  }

  openSession(): void {
    if (this.session !== undefined || this.sessionClosing !== undefined || this.unopenable) return;
    const record = this.host.record();
    const resumed = this.takenUp;
    this.takenUp = true;
    try {
      this.session = this.parts.transport.open({
        state: record.session,
        ids: { botConversationId: record.botConversationId, handoffId: record.handoffId },
        resumed,
        inDoubt: record.toAgent.length > 0,
        lastReceipt: record.lastReceipt,
        knownThroughMs: knownThroughMs(record),
        onEvent: (event) => this.onTransportEvent(event),
      });
    } catch (error) {
      // A session state of another transport or of a damaged record: this handoff is over, and only this one.
      this.unopenable = true;
      this.sessionCannotOpen(error);
    }
  }

  closeSession(): Promise<void> {
    const { session } = this;
    if (session === undefined) return this.sessionClosing ?? Promise.resolve();
    this.session = undefined;
    this.connectionNotice?.reset();
    this.sessionClosing = session
      .close()
      .catch((error: unknown) => this.news.log('warn', { code: 'sessionNotClosed', error: errorCode(error) }))
      .finally(() => {
        this.sessionClosing = undefined;
        this.host.onSessionClosed();
      });
    return this.sessionClosing;
  }

  private sessionCannotOpen(error: unknown): void {
    this.news.log('error', { code: 'sessionNotOpened', error: errorCode(error) });
    const failure =
      error instanceof HandoffError
        ? error
        : new HandoffError('connectFailed', 'The session with Genesys could not be opened.', { cause: error });
    this.news.tellAside({ kind: 'fromGenesys', event: { kind: 'failed', error: failure } });
  }

  private async onConnection(status: 'up' | 'down'): Promise<void> {
    if (status === 'down') {
      this.connectionNotice ??= new ConnectionNotice(this.parts.runtime.clock, (told) => {
        this.news.tellAside({ kind: 'connection', status: told });
      });
    }
    this.connectionNotice?.onStatus(status);
    // Who is stopping has not taken what came before this.
    const filled = status === 'up' && this.host.record().gapSinceMs !== undefined && !this.news.signal.aborted;
    if (filled) await this.news.tell({ kind: 'caughtUp' });
  }

  private async onTransportEvent(event: TransportEvent): Promise<void> {
    if (event.kind === 'connection') return this.onConnection(event.status);
    if (event.kind === 'typing') {
      // Nothing follows after the end, and dots that nothing takes away would stand there.
      if (event.from !== 'flow' && isLive(this.host.record())) this.parts.user.typing(this.host.record());
      return;
    }
    if (event.kind === 'failed') this.news.log('error', { code: 'sessionFailed', error: event.error.code });
    for (let attempt = 0; !this.news.signal.aborted; attempt++) {
      const result = await this.news.tell({ kind: 'fromGenesys', event }).catch(() => 'setAside');
      if (result !== 'full') return;
      // Backpressure: it waits at Genesys, whose history keeps it, until the channel has taken some of the others.
      await this.news.pause(attempt);
    }
  }

  async send(message: ToAgent): Promise<void> {
    const { id } = message;
    const { session } = this;
    if (session === undefined) return this.news.pause(0);
    const text = this.textOf(message);
    if (text === undefined) {
      await this.news.tell({ kind: 'skipped', messageId: id });
      return;
    }
    let news: News;
    try {
      const receipt = await session.send(this.outgoing({ ...message, text }));
      news = { kind: 'sent', messageId: id, receipt };
    } catch (error) {
      const code = errorCode(error);
      if (!REFUSALS.has(code)) {
        // The end of the session comes as an event of its own; the record then asks for no more sends.
        if (code !== 'sessionClosed') this.news.log('warn', { code: 'sendFailed', error: code });
        return this.news.pause(0);
      }
      this.news.log('warn', { code: 'messageRefusedByGenesys', error: code });
      news = { kind: 'refused', messageId: id, code };
    }
    await this.news.tell(news);
  }

  /** `undefined` for a note that is not wanted. */
  private textOf({ text, note }: ToAgent): string | undefined {
    const { parts } = this;
    return note === undefined || parts.sayToAgent === undefined ? text : parts.sayToAgent(note);
  }

  /** The message as the transport takes it; a file is opened when its turn comes. */
  private outgoing({ id, text, attributes, answer, file }: ToAgent): TransportMessage {
    const { parts } = this;
    const record = this.host.record();
    const message = { id, text, attributes, ...(answer && { answer }) };
    if (file === undefined) return message;
    const open = (limits: AttachmentLimits) => {
      if (parts.files !== undefined) return parts.files.open(record, file, limits);
      return Promise.reject(new HandoffError('fileSourceRefused', 'Nothing here fetches files.'));
    };
    return { ...message, attachment: { name: file.name, mime: file.mime, open } };
  }

  async end(): Promise<void> {
    // A message that lands behind the end opens a new conversation at Genesys, which nobody would close.
    await this.host.sendUnderWay();
    for (let attempt = 0; !this.news.signal.aborted; attempt++) {
      const { session } = this;
      if (session === undefined || !pendingWork(this.host.record()).endAtGenesys) return this.news.pause(0);
      const result = await session.end().catch((error: unknown) => {
        this.news.log('warn', { code: 'endAtGenesysFailed', error: errorCode(error) });
      });
      if (result !== undefined) {
        const ended = result === 'ended' || (await this.endByPlatform());
        if (!ended) this.news.log('warn', { code: 'genesysSideLeftOpen', why: 'conversationClearOff' });
        await this.news.tell({ kind: 'genesysClosed', result: ended ? 'ended' : 'unsupported' });
        return;
      }
      await this.news.pause(attempt);
    }
  }

  /** Ends what a guest may not end, by credentials that may. */
  private async endByPlatform(): Promise<boolean> {
    const { platform } = this.parts;
    if (platform === undefined) return false;
    const { genesysConversationId, lastReceipt } = this.host.record();
    try {
      const messageId = lastReceipt?.serverMessageId;
      const id = genesysConversationId ?? (messageId && (await platform.port.conversationOf(messageId)));
      if (id === undefined || id === '') return false;
      await platform.port.disconnect(id);
      return true;
    } catch (error) {
      this.news.log('warn', { code: 'platformNotAsked', error: errorCode(error) });
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
          this.news.tellAside({ kind: 'genesysConversationKnown', genesysConversationId });
        },
        onOver: (genesysConversationId, timeMs) => {
          const id = `platform:${genesysConversationId}`;
          this.news.tellAside({ kind: 'fromGenesys', event: { kind: 'disconnected', id, timeMs, readOnly: false } });
        },
      },
      this.host.record(),
    );
  }
}

/**
 * Up to when everything of Genesys' is known: events come in its order, so the newest one that was taken says it. A
 * restart that read the history from its beginning would spend more questions than Genesys answers in a minute.
 */
function knownThroughMs(record: HandoffRecord): number {
  if (record.gapSinceMs !== undefined) return record.gapSinceMs;
  return record.seenGenesysIds.reduce((newest, { timeMs }) => Math.max(newest, timeMs), record.settledThroughMs);
}
