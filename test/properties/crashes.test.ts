import fc from 'fast-check';
import type { HandoffStore } from '../../src/conversation/handoffStore';
import { CONVERSATION, World } from '../conversation/support/world';

/** What happens around the bot, each after some steps of whatever is going on. */
interface Event {
  afterSteps: number;
  kind: 'userSays' | 'agentSays' | 'kill' | 'stop';
}

const event = fc.record<Event>({
  afterSteps: fc.nat({ max: 12 }),
  kind: fc.oneof(
    { arbitrary: fc.constantFrom('userSays' as const, 'agentSays' as const), weight: 3 },
    { arbitrary: fc.constantFrom('kill' as const), weight: 2 },
    { arbitrary: fc.constantFrom('stop' as const), weight: 1 },
  ),
});

type Ending = 'agent' | 'user';

/** Plays a history over a world in which fast-check picks what happens next, and a kill may come between any two steps. */
class Play {
  readonly world: World;
  readonly accepted: string[] = [];
  token = '';
  kills = 0;
  private said = 0;
  private readonly unanswered = new Map<string, object>();

  constructor(
    private readonly scheduler: fc.Scheduler,
    options: { guestCanEnd: boolean; silentNotes?: boolean; lateHistory?: boolean },
  ) {
    this.world = new World((label) => scheduler.schedule(Promise.resolve(), label), undefined, options);
  }

  async begin(): Promise<void> {
    const started = this.world.life.start().then(() => this.world.life.ask());
    await this.until(() => this.world.life.coordinator.health.owned > 0);
    this.token = await started;
  }

  async happen({ kind, afterSteps }: Event): Promise<void> {
    for (let step = 0; step < afterSteps; step++) await this.step();
    switch (kind) {
      case 'userSays':
        return this.userSays(`u${++this.said}`);
      case 'agentSays':
        if (this.world.genesys.open.has(this.token)) this.world.genesys.agentSays(this.token, `a${++this.said}`);
        return;
      case 'kill':
        return this.kill();
      case 'stop': {
        let stopped = false;
        void this.world.life.coordinator.stop().then(() => {
          stopped = true;
        });
        await this.until(() => stopped);
        return this.restart();
      }
    }
  }

  async kill(): Promise<void> {
    this.kills++;
    this.world.life.alive = false;
    await this.restart();
  }

  /** Steps until something is true; when nothing else can happen, time passes. */
  async until(isTrue: () => boolean): Promise<void> {
    for (let step = 0; !isTrue(); step++) {
      if (step > 5_000) throw new Error('still busy after 5,000 steps');
      if (!(await this.step()) && !isTrue() && !(await this.world.clock.runNext())) throw new Error('nothing moves');
    }
  }

  private async restart(): Promise<void> {
    let begun = false;
    void this.world.begin().then(() => {
      begun = true;
    });
    await this.until(() => begun);
    // The channel got no answer: it delivers again what it delivered to the process that is gone.
    for (const text of [...this.unanswered.keys()]) this.userSays(text);
  }

  /** A user who waits for one message to be taken before the next is written, as a channel does that keeps the order. */
  private userSays(text: string): void {
    const attempt = {};
    this.unanswered.set(text, attempt);
    // It is posted when those before it are answered.
    if ([...this.unanswered.keys()].some((other) => numberOf(other) < numberOf(text))) return;
    void this.world.life.say(text).then(
      (result) => {
        if (this.unanswered.get(text) !== attempt) return;
        this.unanswered.delete(text);
        if (result === 'applied' || result === 'duplicate') this.accepted.push(text);
        const next = [...this.unanswered.keys()].sort((a, b) => numberOf(a) - numberOf(b))[0];
        if (next !== undefined) this.userSays(next);
      },
      () => {},
    );
  }

  get allAnswered(): boolean {
    return this.unanswered.size === 0;
  }

  private async step(): Promise<boolean> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.scheduler.count() === 0) return false;
    await this.scheduler.waitNext(1);
    return true;
  }
}

const numberOf = (text: string): number => Number(text.slice(1));

const byNumber = (one: string, other: string): number => numberOf(one) - numberOf(other);

const firstTimes = (list: string[]): string[] => list.filter((item, index) => list.indexOf(item) === index);

async function endState(store: HandoffStore) {
  return (await store.read(CONVERSATION))?.record;
}

describe('a process that is killed between any two steps', () => {
  const inputs = [
    fc.scheduler(),
    fc.array(event, { maxLength: 14, size: 'max' }),
    fc.constantFrom<Ending>('agent', 'user'),
    fc.nat({ max: 12 }),
    fc.record({ guestCanEnd: fc.boolean(), silentNotes: fc.boolean(), lateHistory: fc.boolean() }),
  ] as const;

  it('loses nothing, keeps the order, and repeats at most what was under way when it died', async () => {
    const property = fc.asyncProperty(...inputs, async (scheduler, events, ending, killAfter, settings) => {
      const play = new Play(scheduler, settings);
      const { world } = play;
      await play.begin();
      await play.until(() => world.genesys.open.has(play.token));
      for (const each of events) await play.happen(each);
      await play.until(() => play.allAnswered);
      if (ending === 'agent') world.genesys.agentCloses(play.token);
      else void world.life.end('user').catch(() => {});
      await play.happen({ kind: 'kill', afterSteps: killAfter });
      // The user's wish may have died with the process; then they say it again.
      if (ending === 'user') void world.life.end('user').catch(() => {});
      await play.until(() => world.life.coordinator.health.owned === 0);

      const record = await endState(world.store);
      expect(record).toMatchObject({ state: { kind: 'ended' }, genesysSide: 'closed', toAgent: [], toUser: [] });
      if (settings.guestCanEnd) expect(world.genesys.open.has(play.token)).toBe(false);
      const notes = world.genesys.history.filter(({ kind, text }) => kind === 'fromUser' && text.startsWith('['));
      if (settings.silentNotes) expect(notes).toEqual([]);
      else if (ending === 'user' && !settings.guestCanEnd) expect(notes).toHaveLength(1);

      // To the user: everything that was said, in order; one repetition for each kill, of what was just being delivered.
      const shown = world.texts();
      const said = world.genesys.saidByAgent(play.token);
      // Whoever leaves may miss what the agent was just saying.
      const first = settings.lateHistory ? [...firstTimes(shown)].sort(byNumber) : firstTimes(shown);
      if (ending === 'agent' || !settings.lateHistory) expect(first).toEqual(said.slice(0, first.length));
      if (ending === 'agent') expect(first).toHaveLength(said.length);
      expect(shown.length - new Set(shown).size).toBeLessThanOrEqual(play.kills);
      expect(shown).toEqual([...shown].sort((a, b) => firstTimes(shown).indexOf(a) - firstTimes(shown).indexOf(b)));

      // To the agent: exactly once each, in order, or given back.
      const { outcome } = record?.state.kind === 'ended' ? record.state : { outcome: undefined };
      const received = world.genesys.history
        .filter(({ kind, text }) => kind === 'fromUser' && text.startsWith('u'))
        .map(({ text }) => text);
      expect(new Set(received).size).toBe(received.length);
      expect(firstTimes([...received, ...(outcome?.undelivered ?? [])])).toEqual(play.accepted);

      // The bot: one outcome; runs that were cut off are repeated.
      expect(world.saved).toEqual([outcome]);
      expect(world.runs.length).toBeLessThanOrEqual(1 + play.kills);
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it('takes up a start that was cut in half, or nothing of it is there', async () => {
    const property = fc.asyncProperty(fc.scheduler(), fc.nat({ max: 12 }), async (scheduler, killAfter) => {
      const play = new Play(scheduler, { guestCanEnd: true });
      const { world } = play;
      let started = false;
      void world.life.start().then(() => {
        started = true;
      });
      await play.until(() => started);
      void world.life.ask({ handoffId: 'handoff-1' }).catch(() => {});
      // The dialog's turn was saved, or cut off as well.
      await play.happen({ kind: 'kill', afterSteps: killAfter });
      const record = await endState(world.store);
      if (record === undefined) {
        expect(world.life.coordinator.health.owned).toBe(0);
        expect(world.genesys.history).toEqual([]);
        return;
      }
      await play.until(() => world.genesys.open.size > 0);
      expect(world.genesys.history.filter(({ kind }) => kind === 'fromUser')).toHaveLength(1);
      void world.life.end('user');
      await play.until(() => world.life.coordinator.health.owned === 0);
      expect(world.genesys.open.size).toBe(0);
      expect(world.runs.length).toBeGreaterThanOrEqual(1);
    });
    await fc.assert(property, { numRuns: 60 });
  });
});
