import type { Coordination, MailboxHandler } from '../../src/conversation/coordinator';
import type { Envelope } from '../../src/conversation/envelope';
import type { HandoffRecord } from '../../src/conversation/record';
import { transition } from '../../src/conversation/transition';
import type { Runtime } from '../../src/runtime/runtime';
import { ASKED_AT_MS, agentSays, type News, newRecord, recordIn, userSays } from '../conversation/support/records';
import { RecordingLogger } from '../support/recordingLogger';
import { SimulatedClock } from '../support/simulatedClock';

/** One engine to be tested. `open` may be called again: the next process, over the same data where it is durable. */
export interface CoordinationUnderTest {
  open(runtime: Runtime): Coordination;
  close?(): Promise<void>;
}

/** Notes what an engine tells its handler. */
class RecordingHandler implements MailboxHandler {
  readonly notes: string[] = [];
  readonly committed: HandoffRecord[] = [];
  leaving: () => Promise<void> = async () => {};

  transition = transition;
  onAcquired({ botConversationId }: HandoffRecord, takenUp: boolean): void {
    this.notes.push(`${takenUp ? 'took up' : 'acquired'} ${botConversationId}`);
  }
  onCommitted(record: HandoffRecord): void {
    this.committed.push(record);
  }
  onSignal(botConversationId: string): void {
    this.notes.push(`signal ${botConversationId}`);
  }
  async onLost(botConversationId: string, why: 'over' | 'released'): Promise<void> {
    await this.leaving();
    this.notes.push(`${why} ${botConversationId}`);
  }
}

/** What every engine promises. Runs unchanged on each of them. */
export function describeCoordinator(
  name: string,
  create: () => Promise<CoordinationUnderTest>,
  { durable = true }: { durable?: boolean } = {},
): void {
  describe(`${name} as an engine`, () => {
    let under: CoordinationUnderTest;
    let clock: SimulatedClock;
    let runtime: Runtime;
    let coordination: Coordination;
    let handler: RecordingHandler;
    let uuids = 0;

    beforeEach(async () => {
      clock = new SimulatedClock(ASKED_AT_MS);
      runtime = {
        clock,
        logger: new RecordingLogger(),
        random: { next: () => 0.5, uuid: () => `uuid-${++uuids}` },
      };
      under = await create();
      coordination = under.open(runtime);
      handler = new RecordingHandler();
    });

    afterEach(async () => {
      await coordination.coordinator.stop();
      await under.close?.();
    });

    const start = () => coordination.coordinator.start(handler);
    const open = (id: string, changes: Partial<HandoffRecord> = {}) =>
      coordination.coordinator.open(newRecord({ botConversationId: id, ...changes }));
    const post = (id: string, news: News) =>
      coordination.coordinator.post(id, { ...news, atMs: clock.now() } as Envelope);
    const stored = async (id: string) => (await coordination.store.read(id))?.record;
    /** Another process, over the same data. */
    const restart = async () => {
      await coordination.coordinator.stop();
      coordination = under.open(runtime);
      handler = new RecordingHandler();
      await start();
    };

    it('takes nothing before it is started and after it is stopped', async () => {
      await expect(open('a/1')).rejects.toMatchObject({ code: 'notStarted' });
      await expect(post('a/1', userSays('u1'))).rejects.toMatchObject({ code: 'notStarted' });
      await start();
      await coordination.coordinator.stop();
      await expect(open('a/1')).rejects.toMatchObject({ code: 'notStarted' });
      await expect(post('a/1', userSays('u1'))).rejects.toMatchObject({ code: 'notStarted' });
    });

    it('makes whoever begins a handoff its owner, and refuses a second one', async () => {
      await start();
      await open('a/1', { handoffId: 'first' });
      await expect(open('a/1', { handoffId: 'second' })).rejects.toMatchObject({ code: 'alreadyActive' });
      expect(handler.notes).toEqual(['acquired a/1']);
      expect(await stored('a/1')).toMatchObject({ handoffId: 'first' });
      expect(coordination.coordinator.health.owned).toBe(1);
    });

    it('has an envelope in the store before it says "applied"', async () => {
      await start();
      await open('a/1');
      expect(await post('a/1', userSays('u1'))).toBe('applied');
      expect((await stored('a/1'))?.toAgent.at(-1)).toMatchObject({ id: 'u1' });
      expect(handler.committed.at(-1)?.toAgent.at(-1)).toMatchObject({ id: 'u1' });
    });

    it('applies the envelopes of a conversation one after the other, in the order they came', async () => {
      await start();
      await open('a/1');
      const ids = Array.from({ length: 20 }, (_, index) => `u${index}`);
      const results = await Promise.all(ids.map((id) => post('a/1', userSays(id))));
      expect(new Set(results)).toEqual(new Set(['applied']));
      expect((await stored('a/1'))?.toAgent.slice(1).map(({ id }) => id)).toEqual(ids);
    });

    it('says "duplicate" to what came before, and "closed" to what belongs to no handoff', async () => {
      await start();
      await open('a/1');
      await post('a/1', userSays('u1'));
      const commits = handler.committed.length;
      expect(await post('a/1', userSays('u1'))).toBe('duplicate');
      expect(await post('a/unknown', userSays('u1'))).toBe('closed');
      expect(handler.committed).toHaveLength(commits);
    });

    it('passes signals to the owner only', async () => {
      await start();
      await open('a/1');
      coordination.coordinator.signal('a/1', { kind: 'userTyping' });
      coordination.coordinator.signal('a/unknown', { kind: 'userTyping' });
      expect(handler.notes).toEqual(['acquired a/1', 'signal a/1']);
    });

    it('lets go when nothing is left to do, and keeps a tombstone', async () => {
      await start();
      await open('a/1');
      await post('a/1', { kind: 'endRequested', by: 'dialogCancelled' });
      await post('a/1', { kind: 'genesysClosed', result: 'ended' });
      await clock.advance(0);
      expect(handler.notes).toEqual(['acquired a/1', 'over a/1']);
      expect(coordination.coordinator.health.owned).toBe(0);
      expect(await stored('a/1')).toMatchObject({ state: { kind: 'ended' }, session: {} });
      expect(await post('a/1', userSays('late'))).toBe('closed');
    });

    it('begins the next handoff over a tombstone', async () => {
      await start();
      await open('a/1', { handoffId: 'first' });
      await post('a/1', { kind: 'endRequested', by: 'dialogCancelled' });
      await post('a/1', { kind: 'genesysClosed', result: 'ended' });
      await open('a/1', { handoffId: 'second' });
      expect(await stored('a/1')).toMatchObject({ handoffId: 'second', state: { kind: 'opening' } });
    });

    it('still ends the last one at Genesys when the next one begins before that is done', async () => {
      await start();
      await open('a/1', { handoffId: 'first' });
      await post('a/1', { kind: 'endRequested', by: 'dialogCancelled' });
      await open('a/1', { handoffId: 'second' });
      await waitFor(async () => coordination.coordinator.health.owned === 2);
      const taken = handler.notes.find((note) => note.startsWith('took up'))?.replace('took up ', '') ?? '';
      expect(await stored(taken)).toMatchObject({ handoffId: 'first', genesysSide: { tellAgent: true } });
      expect(await post('a/1', { kind: 'genesysClosed', result: 'ended', handoffId: 'first' } as News)).toBe('applied');
      expect(await stored(taken)).toMatchObject({ genesysSide: 'closed' });
      expect(await stored('a/1')).toMatchObject({ handoffId: 'second', genesysSide: 'open' });
    });

    it('removes a tombstone when it expires', async () => {
      await start();
      await open('a/1');
      await post('a/1', { kind: 'endRequested', by: 'dialogCancelled' });
      await post('a/1', { kind: 'genesysClosed', result: 'ended' });
      await clock.advance(newRecord().limits.tombstoneMs - 1);
      expect(await stored('a/1')).toMatchObject({ state: { kind: 'ended' } });
      await clock.advance(1);
      await waitFor(async () => (await coordination.store.list()).length === 0);
      expect(await stored('a/1')).toBeUndefined();
    });

    it('finishes what the owners are just doing before it stops', async () => {
      await start();
      await open('a/1');
      let result: string | undefined;
      handler.leaving = async () => {
        result = await post('a/1', userSays('last words'));
      };
      await coordination.coordinator.stop();
      expect(result).toBe('applied');
      expect(handler.notes).toEqual(['acquired a/1', 'released a/1']);
      expect((await stored('a/1'))?.toAgent.at(-1)).toMatchObject({ id: 'last words' });
    });

    it('begins nothing any more once it stops', async () => {
      await start();
      await open('a/1');
      let refused: Promise<void> | undefined;
      handler.leaving = async () => {
        refused = open('a/2');
        await refused.catch(() => {});
      };
      await coordination.coordinator.stop();
      await expect(refused).rejects.toMatchObject({ code: 'notStarted' });
      expect(handler.notes).toEqual(['acquired a/1', 'released a/1']);
    });

    it('stops twice as well as once, and leaves no timer', async () => {
      await start();
      await open('a/1');
      await post('a/1', { kind: 'endRequested', by: 'dialogCancelled' });
      await post('a/1', { kind: 'genesysClosed', result: 'ended' });
      await Promise.all([coordination.coordinator.stop(), coordination.coordinator.stop()]);
      await coordination.coordinator.stop();
      expect(clock.pending).toBe(0);
    });

    it('says whether it is durable', () => {
      expect(coordination.durable).toBe(durable);
    });

    if (!durable) return;

    it('takes up what an earlier process left, the most recently active first', async () => {
      await start();
      for (const [id, minutes] of [
        ['a/old', 5],
        ['a/new', 15],
        ['a/middle', 10],
      ] as const) {
        await open(id, { lastActivityAtMs: ASKED_AT_MS + minutes * 60_000 });
      }
      await open('a/over', { limits: { ...newRecord().limits, tombstoneMs: 1_000_000 } });
      await post('a/over', { kind: 'endRequested', by: 'dialogCancelled' });
      await post('a/over', { kind: 'genesysClosed', result: 'ended' });
      await restart();
      expect(handler.notes).toEqual(['took up a/new', 'took up a/middle', 'took up a/old']);
      await clock.advance(1_000_000);
      await waitFor(async () => (await stored('a/over')) === undefined);
    });

    it('remembers over a restart what it has seen', async () => {
      await start();
      await coordination.coordinator.open({ ...recordIn('connected'), botConversationId: 'a/1' });
      await post('a/1', userSays('u1'));
      await post('a/1', agentSays('a9', ASKED_AT_MS + 9_000));
      await restart();
      expect(await post('a/1', userSays('u1'))).toBe('duplicate');
      expect(await post('a/1', agentSays('a9', ASKED_AT_MS + 9_000))).toBe('duplicate');
    });
  });
}

/** Real I/O may be under way; no time passes. */
async function waitFor(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setImmediate(resolve));
}
