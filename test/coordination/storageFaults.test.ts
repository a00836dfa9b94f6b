import { MemoryStorage } from 'botbuilder';
import type { Coordination, MailboxHandler } from '../../src/conversation/coordinator';
import type { Envelope } from '../../src/conversation/envelope';
import type { HandoffRecord } from '../../src/conversation/record';
import { transition } from '../../src/conversation/transition';
import { botFrameworkStorage } from '../../src/coordination/botFrameworkStorage';
import { STORAGE_TIMEOUT_MS, type StorageLike } from '../../src/coordination/guardedStorage';
import { POST_PATIENCE_MS } from '../../src/coordination/singleInstanceCoordinator';
import { ASKED_AT_MS, type News, newRecord, outcomeOf, userSays } from '../conversation/support/records';
import { RecordingLogger } from '../support/recordingLogger';
import { SimulatedClock } from '../support/simulatedClock';

type Action = 'read' | 'write' | 'delete';
/** What becomes of one call: `apply` does what was asked for. */
type Fault = (apply: () => Promise<unknown>) => Promise<unknown>;

const never: Fault = () => new Promise(() => {});
const fails =
  (error: unknown): Fault =>
  async () => {
    throw error;
  };
const landsAndFails: Fault = async (apply) => {
  await apply();
  throw new Error('the answer was lost');
};
const noSpace = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });

/** A storage that misbehaves when it is told to. */
class FaultyStorage implements StorageLike {
  readonly memory: Record<string, string> = {};
  private readonly inner = new MemoryStorage(this.memory);
  fault: (action: Action, keys: string[]) => Fault | undefined = () => undefined;

  read(keys: string[]): Promise<Record<string, unknown>> {
    return this.call('read', keys, () => this.inner.read(keys)) as Promise<Record<string, unknown>>;
  }
  write(changes: Record<string, unknown>): Promise<void> {
    return this.call('write', Object.keys(changes), () => this.inner.write(changes)) as Promise<void>;
  }
  delete(keys: string[]): Promise<void> {
    return this.call('delete', keys, () => this.inner.delete(keys)) as Promise<void>;
  }

  /** The next calls of a kind meet these faults, one each. */
  meets(action: Action, ...faults: Fault[]): void {
    this.fault = (now) => (now === action ? faults.shift() : undefined);
  }

  document(conversation: string): { key: string; value: Record<string, unknown> } {
    const key = `genesys-handoff/record/${conversation}`;
    return { key, value: JSON.parse(this.memory[key] ?? '{}') };
  }

  private call(action: Action, keys: string[], apply: () => Promise<unknown>): Promise<unknown> {
    const fault = this.fault(action, keys);
    return fault === undefined ? apply() : fault(apply);
  }
}

const isIndex = (keys: string[]): boolean => keys.some((key) => key.includes('/index/'));

describe('a storage that', () => {
  const clock = new SimulatedClock(ASKED_AT_MS);
  let storage: FaultyStorage;
  let logger: RecordingLogger;
  let coordination: Coordination;
  let notes: string[];
  let uuids = 0;

  beforeEach(async () => {
    storage = new FaultyStorage();
    await begin();
  });

  afterEach(async () => {
    storage.fault = () => undefined;
    await coordination.coordinator.stop();
    expect(clock.pending).toBe(0);
  });

  async function begin(): Promise<void> {
    logger = new RecordingLogger();
    const random = { next: () => 0.5, uuid: () => `uuid-${++uuids}` };
    coordination = botFrameworkStorage(storage)({ clock, logger, random });
    notes = [];
    const note = (what: string) => (record: HandoffRecord) => void notes.push(`${what} ${record.handoffId}`);
    const handler: MailboxHandler = {
      transition,
      onAcquired: (record, takenUp) => note(takenUp ? 'took up' : 'acquired')(record),
      onCommitted: () => {},
      onSignal: () => {},
      onLost: async (id, why) => void notes.push(`${why} ${id}`),
    };
    await coordination.coordinator.start(handler);
  }

  const restart = async () => {
    await coordination.coordinator.stop();
    await begin();
  };
  const open = (handoffId = 'first', id = 'a/1') =>
    coordination.coordinator.open(newRecord({ botConversationId: id, handoffId }));
  const post = (news: News, id = 'a/1') =>
    coordination.coordinator.post(id, { ...news, atMs: clock.now() } as Envelope);
  const stored = async () => (await coordination.store.read('a/1'))?.record;
  const waiting = async () => (await stored())?.toAgent.filter(({ from }) => from === 'user').map(({ text }) => text);
  /** How something comes out while time passes, and how much of it. */
  async function outcome<T>(work: Promise<T>): Promise<{ value?: T; error?: unknown; tookMs: number }> {
    const fromMs = clock.now();
    let done: { value?: T; error?: unknown; tookMs: number } | undefined;
    work.then(
      (value) => {
        done = { value, tookMs: clock.now() - fromMs };
      },
      (error: unknown) => {
        done = { error, tookMs: clock.now() - fromMs };
      },
    );
    await clock.advanceUntil(() => done !== undefined, { stepMs: 50, maxMs: 120_000 });
    return done ?? { tookMs: 0 };
  }

  it('is slow keeps the sender waiting, and everything in order', async () => {
    await open();
    storage.fault = () => async (apply) => {
      await new Promise<void>((resolve) => clock.schedule(resolve, 1_000));
      return apply();
    };
    const results = await outcome(Promise.all([post(userSays('u1', 'one')), post(userSays('u2', 'two'))]));
    storage.fault = () => undefined;
    expect(results.value).toEqual(['applied', 'applied']);
    expect(await waiting()).toEqual(['one', 'two']);
  });

  it('hangs accepts nothing, says so before the channel gives up, and takes it once when it is back', async () => {
    await open();
    storage.fault = () => never;
    const refused = await outcome(post(userSays('u1', 'one')));
    expect(refused.error).toMatchObject({ code: 'storageUnavailable', retryable: true });
    expect(refused.tookMs).toBeLessThanOrEqual(POST_PATIENCE_MS + STORAGE_TIMEOUT_MS);
    storage.fault = () => undefined;
    expect(await waiting()).toEqual([]);
    expect((await outcome(post(userSays('u1', 'one')))).value).toBe('applied');
    expect(await waiting()).toEqual(['one']);
  });

  it('fails a few times is tried again, and has it once', async () => {
    await open();
    storage.meets('write', ...Array.from({ length: 4 }, () => fails(new Error('503'))));
    expect((await outcome(post(userSays('u1', 'one')))).value).toBe('applied');
    expect(await waiting()).toEqual(['one']);
  });

  it('loses its answer after the write has landed has it once, and says "applied"', async () => {
    await open();
    storage.meets('write', landsAndFails);
    expect((await outcome(post(userSays('u1', 'one')))).value).toBe('applied');
    expect(await waiting()).toEqual(['one']);
    storage.meets('write', landsAndFails);
    expect((await outcome(post({ kind: 'endRequested', by: 'bot' }))).value).toBe('applied');
    expect(outcomeOf((await stored()) ?? newRecord())).toMatchObject({ kind: 'cancelled' });
  });

  it('is full accepts nothing that it cannot keep', async () => {
    await open();
    storage.fault = (action) => (action === 'write' ? fails(noSpace) : undefined);
    const refused = await outcome(post(userSays('u1', 'one')));
    expect(refused.error).toMatchObject({ code: 'storageUnavailable', cause: { code: 'ENOSPC' } });
    const refusedStart = await outcome(open('second', 'a/2'));
    expect(refusedStart.error).toMatchObject({ code: 'storageUnavailable' });
    storage.fault = () => undefined;
    expect(await waiting()).toEqual([]);
    expect(await coordination.store.read('a/2')).toBeUndefined();
    expect(notes).toEqual(['acquired first']);
  });

  it('throws instead of failing does no more harm', async () => {
    await open();
    storage.meets('write', () => {
      throw new TypeError('not a promise');
    });
    expect((await outcome(post(userSays('u1', 'one')))).value).toBe('applied');
  });

  it('loses its answer after a handoff was created has begun it, once', async () => {
    storage.fault = (action, keys) => (action === 'write' && !isIndex(keys) ? once(landsAndFails) : undefined);
    expect((await outcome(open())).error).toBeUndefined();
    expect(notes).toEqual(['acquired first']);
    expect((await outcome(post(userSays('u1', 'one')))).value).toBe('applied');
  });

  it('creates a handoff after it was refused does not begin it: nobody waits for it', async () => {
    const late: (() => Promise<unknown>)[] = [];
    storage.fault = (action, keys) =>
      action === 'write' && !isIndex(keys)
        ? (apply) => {
            late.push(apply);
            return new Promise(() => {});
          }
        : undefined;
    expect((await outcome(open())).error).toMatchObject({ code: 'storageUnavailable' });
    storage.fault = () => undefined;
    await late[0]?.();
    expect(await stored()).toMatchObject({ state: { kind: 'opening' } });
    // The user's next message is the bot's again.
    expect((await outcome(post(userSays('u1', 'one')))).value).toBe('closed');
    expect(await stored()).toMatchObject({ state: { kind: 'ended' }, toAgent: [] });
  });

  it('creates a handoff after it was refused ends it also when the user says nothing', async () => {
    const late: (() => Promise<unknown>)[] = [];
    storage.fault = (action, keys) =>
      action === 'write' && !isIndex(keys)
        ? (apply) => {
            late.push(apply);
            return new Promise(() => {});
          }
        : undefined;
    expect((await outcome(open())).error).toMatchObject({ code: 'storageUnavailable' });
    storage.fault = () => undefined;
    await late[0]?.();
    await clock.advance(10_000);
    expect(await stored()).toMatchObject({ state: { kind: 'ended' } });
  });

  it.each([
    [
      'damaged',
      (document: Record<string, unknown>) => ({
        ...document,
        record: { ...(document.record as object), toAgent: null },
      }),
    ],
    [
      'of another version',
      (document: Record<string, unknown>) => ({
        ...document,
        record: { ...(document.record as object), recordVersion: 99 },
      }),
    ],
    [
      'of another conversation',
      (document: Record<string, unknown>) => ({
        ...document,
        record: { ...(document.record as object), botConversationId: 'a/other' },
      }),
    ],
    ["somebody else's", () => ({ something: 'else', eTag: '7' })],
    ['a list', () => ['x']],
  ])('holds a document that is %s lets the bot answer again, and a new handoff begin', async (_name, damage) => {
    await open();
    const { key, value } = storage.document('a/1');
    storage.memory[key] = JSON.stringify(damage(value));
    await expect(coordination.store.read('a/1')).rejects.toMatchObject({ code: 'recordCorrupt' });
    expect((await outcome(post(userSays('u1', 'one')))).error).toMatchObject({ code: 'recordCorrupt' });
    // Its owner acts no more: what it cannot mark it would do again and again.
    expect(notes).toEqual(['acquired first', 'over a/1']);
    await open('second');
    expect((await outcome(post(userSays('u1', 'one')))).value).toBe('applied');
  });

  it('holds one unreadable record takes up all others', async () => {
    await open('first', 'a/1');
    await open('second', 'a/2');
    const { key } = storage.document('a/1');
    storage.memory[key] = JSON.stringify({ record: 'x' });
    await restart();
    expect(notes).toEqual(['took up second']);
    expect(logger.events).toContainEqual({
      level: 'error',
      code: 'recordUnreadable',
      botConversationId: 'a/1',
      error: 'recordCorrupt',
    });
  });

  it('cannot read one record at the start takes it up as soon as it can', async () => {
    await open('first', 'a/1');
    await open('second', 'a/2');
    await coordination.coordinator.stop();
    storage.fault = (action, keys) =>
      action === 'read' && keys[0]?.endsWith('a/1') ? fails(new Error('503')) : undefined;
    await begin();
    expect(notes).toEqual(['took up second']);
    await clock.advance(5_000);
    storage.fault = () => undefined;
    await clock.advance(60_000);
    expect(notes).toEqual(['took up second', 'took up first']);
  });

  it('cannot give the index at the start fails the start: nobody is forgotten silently', async () => {
    await open();
    await coordination.coordinator.stop();
    storage.fault = (action) => (action === 'read' ? fails(new Error('503')) : undefined);
    await expect(begin()).rejects.toMatchObject({ code: 'storageUnavailable' });
  });

  it("lost its index takes a handoff up with the user's next message, and knows it again from then on", async () => {
    await open();
    for (const key of Object.keys(storage.memory)) if (isIndex([key])) storage.memory[key] = JSON.stringify({ ids: 7 });
    await restart();
    expect(notes).toEqual([]);
    expect((await outcome(post(userSays('u1', 'one')))).value).toBe('applied');
    expect(notes).toEqual(['took up first']);
    await restart();
    expect(notes).toEqual(['took up first']);
  });

  it('was changed by somebody else is read again, and counts the conflict', async () => {
    await open();
    const { key, value } = storage.document('a/1');
    const record = value.record as HandoffRecord;
    storage.memory[key] = JSON.stringify({
      ...value,
      revision: 'another',
      record: { ...record, agentName: 'Dana' },
      eTag: '99',
    });
    expect((await outcome(post(userSays('u1', 'one')))).value).toBe('applied');
    expect(await stored()).toMatchObject({ agentName: 'Dana' });
    expect(coordination.coordinator.health.conflicts).toBe(1);
  });

  it('was emptied by somebody ends what was there', async () => {
    await open();
    const { key, value } = storage.document('a/1');
    storage.memory[key] = JSON.stringify({ ...value, revision: 'another' });
    delete storage.memory[key];
    expect((await outcome(post(userSays('u1', 'one')))).value).toBe('closed');
    expect(notes).toEqual(['acquired first', 'over a/1']);
  });

  it('cannot delete keeps the tombstone, and the next start removes it', async () => {
    await open();
    await post({ kind: 'endRequested', by: 'dialogCancelled' });
    await post({ kind: 'genesysClosed', result: 'ended' });
    storage.fault = (action) => (action === 'delete' ? fails(new Error('503')) : undefined);
    await clock.advance(newRecord().limits.tombstoneMs);
    expect(logger.codes()).toContain('tombstoneNotRemoved');
    storage.fault = () => undefined;
    await restart();
    await clock.advance(1);
    expect(await stored()).toBeUndefined();
    expect(await coordination.store.list()).toEqual([]);
  });

  it('shows no text of a chat in what is logged', async () => {
    await open();
    storage.fault = () => fails(new Error('secret text in an error'));
    await outcome(post(userSays('u1', 'my secret')));
    await outcome(open('second', 'a/2'));
    expect(logger.text).not.toMatch(/secret/);
  });

  /** The fault the first time, the ordinary way from then on. */
  function once(fault: Fault): Fault {
    return (apply) => {
      storage.fault = () => undefined;
      return fault(apply);
    };
  }
});
