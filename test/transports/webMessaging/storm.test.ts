import { HandoffError } from '../../../src/errors';
import { createRuntime } from '../../../src/runtime/runtime';
import { type SimulatedConversation, type Simulator, startSimulator } from '../../../src/simulator';
import type { HandoffTransport, SendReceipt, SessionState, TransportSession } from '../../../src/transports/transport';
import { webMessaging } from '../../../src/transports/webMessaging/webMessaging';
import { RecordingLogger } from '../../support/recordingLogger';
import { SimulatedClock } from '../../support/simulatedClock';

/** Numbered messages each way, for each of the conversations. */
const CONVERSATIONS = 4;
const MESSAGES = 40;
const STORM_STEPS = 4_000;

/** Small and seeded: the same storm for the same seed, as far as real sockets allow. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One user with what a core remembers: the state, the last receipt, how far it has read, the ids it has seen. */
class User {
  readonly heard: string[] = [];
  readonly wrote: string[] = [];
  sent = 0;
  failure?: unknown;
  private readonly state: SessionState;
  private readonly seen = new Set<string>();
  private session?: TransportSession;
  private lastReceipt?: SendReceipt;
  private knownThroughMs?: number;
  private opened = false;
  private gone = false;

  constructor(
    private readonly name: string,
    private transport: HandoffTransport,
  ) {
    this.state = transport.createSession();
    for (let index = 0; index < MESSAGES; index++) this.wrote.push(index % 5 === 4 ? 'ok' : `${name} ${index}`);
    this.open();
    void this.work().catch((error) => {
      this.failure = error;
    });
  }

  /** The process is gone and another takes over. */
  async restart(transport: HandoffTransport): Promise<void> {
    await this.session?.close();
    this.transport = transport;
    this.open();
  }

  leave(): void {
    this.gone = true;
  }

  private open(): void {
    this.session = this.transport.open({
      state: JSON.parse(JSON.stringify(this.state)),
      ids: { botConversationId: this.name, handoffId: this.name },
      resumed: this.opened,
      lastReceipt: this.lastReceipt,
      knownThroughMs: this.knownThroughMs,
      onEvent: async (event) => {
        if (event.kind === 'failed' || event.kind === 'ended') this.failure = event;
        if (event.kind !== 'message' || this.seen.has(event.id)) return;
        this.seen.add(event.id);
        this.heard.push(event.text);
        this.knownThroughMs = Math.max(this.knownThroughMs ?? 0, event.timeMs);
      },
    });
    this.opened = true;
  }

  private async work(): Promise<void> {
    while (this.sent < MESSAGES && !this.gone) {
      const session = this.session!;
      try {
        const text = this.wrote[this.sent]!;
        this.lastReceipt = await session.send({ id: `${this.name}-${this.sent}`, text });
        this.sent++;
      } catch (error) {
        if (!(error instanceof HandoffError) || error.code !== 'sessionClosed') throw error;
        while (this.session === session && !this.gone) await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }
}

describe('in a storm', () => {
  let simulator: Simulator;
  let clock: SimulatedClock;
  let transport: HandoffTransport;
  let users: User[] = [];

  afterEach(async () => {
    for (const user of users) user.leave();
    await transport.stop();
    await simulator.close();
  });

  it.each([1, 2, 3])('no word is lost, doubled or out of order (seed %i)', async (seed) => {
    const random = seeded(seed);
    clock = new SimulatedClock();
    const logger = new RecordingLogger();
    simulator = await startSimulator({
      random,
      agents: [{ name: 'Dana', capacity: CONVERSATIONS }],
      echoGuestMetadata: seed % 2 === 0,
      clock: {
        now: () => clock.now(),
        setTimeout: (callback, delayMs) => clock.schedule(callback, delayMs),
        clearTimeout: (cancel) => (cancel as () => void)?.(),
      },
    });
    transport = webMessaging({
      endpoint: simulator.url,
      deploymentId: simulator.deploymentId,
      // The simulator holds a reordered frame for up to a second.
      reorderWindowMs: 1_500,
    });
    const starting = transport.start(
      createRuntime({ clock, logger, random: { next: random, uuid: () => crypto.randomUUID() } }),
    );
    await clock.advanceUntil(() => true);
    await starting;

    const { levers } = simulator;
    users = Array.from({ length: CONVERSATIONS }, (_, index) => new User(`user${index}`, transport));
    await clock.advanceUntil(() => simulator.conversations().length === CONVERSATIONS);
    const said = new Map<SimulatedConversation, string[]>();
    for (const conversation of simulator.conversations()) {
      simulator.agent('Dana').accept(conversation);
      said.set(conversation, []);
    }

    levers.dropEcho({ probability: 0.05, random });
    levers.loseMessage({ probability: 0.05, random });
    levers.duplicate({ probability: 0.1, random });
    levers.reorder({ probability: 0.05, random, direction: 'Outbound' });
    const isDone = () =>
      users.every((user) => user.failure || (user.sent === MESSAGES && user.heard.length >= MESSAGES));
    const faults: Record<string, number> = {};
    for (let step = 0; step < 20_000 && !isDone(); step++) {
      await clock.advance(100);
      const chance = random();
      const fault = (name: string) => {
        faults[name] = (faults[name] ?? 0) + 1;
      };
      const conversation = [...said.keys()][Math.floor(random() * CONVERSATIONS)]!;
      const texts = said.get(conversation)!;
      if (texts.length < MESSAGES && chance < 0.3) {
        const text = `agent ${texts.length}`;
        simulator.agent('Dana').sendText(conversation, text);
        texts.push(text);
      }
      // The weather clears, so that a storm always ends.
      if (step === STORM_STEPS) levers.refuseUpgrades(undefined);
      if (step >= STORM_STEPS) continue;
      if (chance > 0.995) {
        fault('drop');
        levers.dropSockets(conversation);
      } else if (chance > 0.993) {
        fault('restart');
        await settleWith(clock, users[Math.floor(random() * CONVERSATIONS)]!.restart(transport));
      } else if (chance > 0.991) {
        fault('rateLimit');
        levers.rateLimitNext(3, 2);
      } else if (chance > 0.99) {
        fault('evict');
        levers.closeConnectionEvent(conversation);
      } else if (chance > 0.989) {
        fault('history');
        levers.failHistory(503, 2);
      } else if (chance > 0.987) {
        fault('down');
        levers.refuseUpgrades(503);
        levers.dropSockets();
      } else if (chance > 0.97) levers.refuseUpgrades(undefined);
    }

    expect(users.map((user) => user.failure)).toEqual(users.map(() => undefined));
    expect(faults).not.toEqual({});
    const byName = (one: string, other: string) => one.localeCompare(other);
    const arrived = simulator
      .conversations()
      .map((one) => one.messages.flatMap((m) => (m.direction === 'Inbound' ? (m.text ?? []) : [])).join('|'));
    expect(arrived.sort(byName)).toEqual(users.map((user) => user.wrote.join('|')).sort(byName));
    const everything = [...said.values()][0]!;
    for (const user of users) expect(user.heard).toEqual(everything);
  }, 120_000);
});

async function settleWith(clock: SimulatedClock, promise: Promise<void>): Promise<void> {
  let done = false;
  void promise.finally(() => {
    done = true;
  });
  await clock.advanceUntil(() => done);
  await promise;
}
