import type { SimulatedConversation, Simulator } from 'botbuilder-genesys-cloud/simulator';
import type { LocalChannel } from '../../samples/support/localChannel';

/** How often each fault was injected. */
export type FaultCounts = Record<string, number>;

/**
 * Least time between two breaks of one session. It may ask Genesys' history ten times a minute, and each drop or kill costs
 * it two or three questions: with more than three breaks a minute nobody could keep up.
 */
const BREAK_SPACING_MS = 20_000;

/** The seeded schedule of everything but kills, on either side of the bot. */
export class Faults {
  readonly counts: FaultCounts = {};
  private timer: NodeJS.Timeout | undefined;
  /** When a session was broken last. */
  private readonly brokenAtMs = new Map<string, number>();

  constructor(
    private readonly genesys: Simulator,
    private readonly channel: LocalChannel,
    private readonly random: () => number,
  ) {}

  start(everyMs: number): void {
    const { levers } = this.genesys;
    const { random } = this;
    // Delays stay below the reorder window: beyond it order is Genesys' to keep.
    levers.delay(100, { probability: 0.02, random });
    levers.duplicate({ probability: 0.03, random });
    levers.reorder({ probability: 0.02, random, direction: 'Outbound' });
    levers.dropEcho({ probability: 0.004, random });
    levers.loseMessage({ probability: 0.004, random });
    this.timer = setInterval(() => this.inject(everyMs), everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
    this.genesys.levers.reset();
  }

  /** Everything was just broken from elsewhere: the bot was killed. */
  noteKill(): void {
    for (const one of this.open()) this.brokenAtMs.set(one.id, Date.now());
  }

  private open(): SimulatedConversation[] {
    return this.genesys.conversations().filter(({ state }) => state === 'connected');
  }

  private drop(one: SimulatedConversation): void {
    if (Date.now() - (this.brokenAtMs.get(one.id) ?? 0) < BREAK_SPACING_MS) return;
    this.brokenAtMs.set(one.id, Date.now());
    this.note('sockets dropped', this.genesys.levers.dropSockets(one));
  }

  private inject(everyMs: number): void {
    const { levers } = this.genesys;
    const open = this.open();
    for (const one of open) {
      if (this.happens(everyMs, 120_000)) this.drop(one);
      if (this.happens(everyMs, 60_000)) {
        levers.sendRaw(one, '{"type":"message","class":"Unheard","code":200,"body":{}}');
        this.note('unknown frames', 1);
      }
    }
    // What meets whoever comes next becomes rarer as fewer are left, or the last one would meet nothing else.
    const share = open.length / Math.max(1, this.genesys.conversations().length);
    if (this.happens(everyMs * share, 120_000)) for (const one of open) this.drop(one);
    if (this.happens(everyMs * share, 2_000)) {
      levers.rateLimitNext(2, 1);
      this.note('429 from Genesys', 2);
    }
    if (this.happens(everyMs * share, 3_000)) {
      levers.failHistory(503, 1);
      this.note('history failed', 1);
    }
    if (this.happens(everyMs * share, 3_000)) {
      this.channel.refuseNext({ times: 3, status: 429, retryAfterSeconds: 1 });
      this.note('429 from the channel', 3);
    }
    if (this.happens(everyMs * share, 3_000)) {
      this.channel.refuseNext({ times: 3, status: 502 });
      this.note('502 from the channel', 3);
    }
  }

  /** Chance in one round of something that happens once each `meanMs`. */
  private happens(everyMs: number, meanMs: number): boolean {
    return this.random() < everyMs / meanMs;
  }

  private note(name: string, count: number): void {
    this.counts[name] = (this.counts[name] ?? 0) + count;
  }
}
