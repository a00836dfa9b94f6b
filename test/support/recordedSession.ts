import type {
  HandoffTransport,
  OpenOptions,
  SessionState,
  TransportEvent,
  TransportSession,
} from '../../src/transports/transport';

/** A session together with everything it told, and waits for what it will tell. */
export interface RecordedSession extends TransportSession {
  state: SessionState;
  events: TransportEvent[];
  /** Texts to the user, in the order they came. */
  texts(): string[];
  /** Resolves with the first event that fits, also one that is there already. */
  waitFor<K extends TransportEvent['kind']>(
    kind: K,
    fits?: (event: Extract<TransportEvent, { kind: K }>) => boolean,
  ): Promise<Extract<TransportEvent, { kind: K }>>;
  /** Resolves when `isTrue` holds after some event. */
  until(isTrue: () => boolean): Promise<void>;
  up(): Promise<unknown>;
}

export function openRecorded(transport: HandoffTransport, options: Partial<OpenOptions> = {}): RecordedSession {
  const events: TransportEvent[] = [];
  const waiting = new Set<() => void>();
  const state = options.state ?? transport.createSession();
  const session = transport.open({
    ids: { botConversationId: 'bot-1', handoffId: 'handoff-1' },
    resumed: false,
    ...options,
    state,
    onEvent: async (event) => {
      await options.onEvent?.(event);
      events.push(event);
      for (const check of [...waiting]) check();
    },
  });
  const until = (isTrue: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!isTrue()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  const recorded: RecordedSession = {
    send: (message) => session.send(message),
    typing: () => session.typing(),
    end: () => session.end(),
    close: () => session.close(),
    state,
    events,
    texts: () => events.flatMap((event) => (event.kind === 'message' ? [event.text] : [])),
    until,
    up: () => recorded.waitFor('connection', (event) => event.status === 'up'),
    async waitFor(kind, fits = () => true) {
      const find = () => events.find((event) => event.kind === kind && fits(event as never));
      await until(() => find() !== undefined);
      return find() as never;
    },
  };
  return recorded;
}
