import { HandoffError } from '../../../src/errors';
import type {
  HandoffTransport,
  OpenOptions,
  SendReceipt,
  SessionState,
  TransportEvent,
  TransportMessage,
  TransportSession,
} from '../../../src/transports/transport';
import type { SimulatedClock } from '../../support/simulatedClock';

/** A point where something takes time, or a process may die: before and after everything that has an effect. */
export type Io = (label: string) => Promise<void>;

interface Entry {
  token: string;
  id: string;
  text: string;
  timeMs: number;
  kind: 'fromUser' | 'fromAgent' | 'disconnect';
}

/** What Genesys knows: a history per guest token, and whether a conversation is open under it. */
export class FakeGenesys {
  readonly history: Entry[] = [];
  readonly open = new Set<string>();
  private readonly listeners = new Set<() => void>();
  private tick = 0;

  constructor(private readonly clock: SimulatedClock) {}

  receive(token: string, { id, text }: TransportMessage): SendReceipt {
    const { timeMs } = this.add({ token, id, text, kind: 'fromUser' });
    // A message behind the end begins a new conversation.
    this.open.add(token);
    return { genesysMessageId: `genesys-${id}`, timeMs };
  }

  find(token: string, id: string): SendReceipt | undefined {
    const found = this.history.find((entry) => entry.token === token && entry.id === id && entry.kind === 'fromUser');
    return found && { genesysMessageId: `genesys-${id}`, timeMs: found.timeMs };
  }

  /** Resolves when a conversation is open under the token: agents act on nothing else. */
  async opened(token: string): Promise<void> {
    while (!this.open.has(token)) {
      await new Promise<void>((resolve) => {
        const stop = this.listen(() => {
          stop();
          resolve();
        });
      });
    }
  }

  agentSays(token: string, text: string): void {
    this.add({ token, id: `out-${this.history.length}`, text, kind: 'fromAgent' });
  }

  agentCloses(token: string): void {
    this.open.delete(token);
    this.add({ token, id: `end-${this.history.length}`, text: '', kind: 'disconnect' });
  }

  guestCloses(token: string): void {
    this.open.delete(token);
  }

  /** The user's texts that somebody could read: all that came before the agent closed. */
  readByAgent(token: string): string[] {
    const mine = this.history.filter((entry) => entry.token === token);
    const end = mine.findIndex(({ kind }) => kind === 'disconnect');
    return mine
      .slice(0, end === -1 ? undefined : end)
      .filter(({ kind }) => kind === 'fromUser')
      .map(({ text }) => text);
  }

  saidByAgent(token: string): string[] {
    return this.history.filter((entry) => entry.token === token && entry.kind === 'fromAgent').map(({ text }) => text);
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private add(entry: Omit<Entry, 'timeMs'>): Entry {
    const added = { ...entry, timeMs: this.clock.now() + ++this.tick };
    this.history.push(added);
    for (const listener of [...this.listeners]) listener();
    return added;
  }
}

/** Fulfils the transport's contract over the model above: acknowledgements, the history after a takeover, live events. */
export class FakeTransport implements HandoffTransport {
  readonly name = 'fake';
  readonly maxTextBytes = 4_096;
  readonly maxAttributeBytes = 2_048;
  private sessions = 0;

  constructor(
    private readonly genesys: FakeGenesys,
    private readonly io: Io,
    /** Whether this deployment lets a guest end the conversation. */
    private readonly canEnd = true,
    /** Whether the history stays away for so long after a takeover that what comes live passes it. */
    private readonly lateHistory = false,
  ) {}

  async start(): Promise<void> {}

  createSession(): SessionState {
    return { token: `token-${++this.sessions}` };
  }

  open(options: OpenOptions): TransportSession {
    return new FakeSession(this.genesys, this.io, options, this.canEnd, this.lateHistory && options.resumed);
  }

  async stop(): Promise<void> {}
}

class FakeSession implements TransportSession {
  private readonly token: string;
  private readonly closing = new AbortController();
  private settled: boolean;
  /** How far into the history the events are taken. */
  private passed = 0;
  /** Where in the history the message is that waits for its acknowledgement. */
  private awaited = Number.POSITIVE_INFINITY;

  constructor(
    private readonly genesys: FakeGenesys,
    private readonly io: Io,
    private readonly options: OpenOptions,
    private readonly canEnd: boolean,
    private readonly lateHistory: boolean,
  ) {
    this.token = String(options.state.token);
    this.settled = !options.resumed;
    void this.pump();
  }

  async send(message: TransportMessage): Promise<SendReceipt> {
    await this.io(`send ${message.id}`);
    this.assertOpen();
    const earlier = this.settled ? undefined : this.genesys.find(this.token, message.id);
    this.settled = true;
    const receipt = earlier ?? this.genesys.receive(this.token, message);
    // On a socket an acknowledgement does not overtake what Genesys said before it, nor is it overtaken.
    this.awaited = this.genesys.history.findIndex(({ id, token }) => id === message.id && token === this.token);
    while (this.passed < this.awaited && !this.closing.signal.aborted) await this.io(`awaiting ${message.id}`);
    await this.io(`sent ${message.id}`);
    this.awaited = Number.POSITIVE_INFINITY;
    return receipt;
  }

  typing(): void {}

  async end(): Promise<'ended' | 'unsupported'> {
    await this.io('end');
    this.assertOpen();
    if (!this.canEnd) return 'unsupported';
    this.genesys.guestCloses(this.token);
    await this.io('ended');
    return 'ended';
  }

  async close(): Promise<void> {
    this.closing.abort();
  }

  /** Everything from the agent that may be news, in order, one by one. */
  private async pump(): Promise<void> {
    let at = this.lateHistory ? await this.passHistory() : 0;
    this.passed = at;
    for (; !this.closing.signal.aborted; this.passed = at) {
      const entry = this.genesys.history[at];
      if (entry === undefined) {
        await this.news();
        continue;
      }
      at++;
      if (!this.isNews(entry)) continue;
      do await this.io(`event ${entry.id}`);
      while (this.awaited < at && !this.closing.signal.aborted);
      await this.tell(eventOf(entry));
    }
  }

  /** What comes live goes first, but for an end; then what was missed. Returns how far into the history that was. */
  private async passHistory(): Promise<number> {
    const missed = this.genesys.history.length;
    await this.tell({ kind: 'gap', sinceMs: this.options.knownThroughMs ?? 0 });
    for (let step = 0; step < 6; step++) await this.io('history away');
    let at = missed;
    for (let live = this.genesys.history[at]; live && live.kind !== 'disconnect'; live = this.genesys.history[at]) {
      at++;
      await this.io(`event ${live.id}`);
      if (this.isNews(live)) await this.tell(eventOf(live));
    }
    for (const entry of this.genesys.history.slice(0, missed)) {
      if (this.isNews(entry)) await this.tell(eventOf(entry));
    }
    await this.tell({ kind: 'connection', status: 'up' });
    return at;
  }

  private isNews({ token, kind, timeMs }: Entry): boolean {
    return token === this.token && kind !== 'fromUser' && timeMs > (this.options.knownThroughMs ?? 0);
  }

  private async tell(event: TransportEvent): Promise<void> {
    if (!this.closing.signal.aborted) await this.options.onEvent(event);
  }

  private news(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        stop();
        this.closing.signal.removeEventListener('abort', done);
        resolve();
      };
      const stop = this.genesys.listen(done);
      this.closing.signal.addEventListener('abort', done);
    });
  }

  private assertOpen(): void {
    if (this.closing.signal.aborted) throw new HandoffError('sessionClosed', 'The session was closed.');
  }
}

function eventOf({ id, text, timeMs, kind }: Entry): TransportEvent {
  return kind === 'disconnect'
    ? { kind: 'disconnected', id, timeMs, readOnly: false }
    : { kind: 'message', id, timeMs, from: 'agent', name: 'Dana', text };
}
