import type { HandoffStore, Versioned } from '../../src/conversation/handoffStore';
import type { HandoffRecord } from '../../src/conversation/record';
import { newRecord, recordIn } from '../conversation/support/records';

/** One store to be tested: empty at first, and gone after `close`. */
export interface StoreUnderTest {
  store: HandoffStore;
  /** Another store over the same data, as a process that is started again opens it; for durable ones. */
  reopen?(): HandoffStore;
  close?(): Promise<void>;
}

const live = (id: string, changes: Partial<HandoffRecord> = {}) => newRecord({ botConversationId: id, ...changes });
const tombstone = (id: string): HandoffRecord => ({
  ...recordIn('ended'),
  botConversationId: id,
  genesysSide: 'closed',
  session: {},
});
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What every `HandoffStore` promises. Runs unchanged on each of them, ours and third parties'. */
export function describeHandoffStore(
  name: string,
  open: () => Promise<StoreUnderTest>,
  { durable = true }: { durable?: boolean } = {},
): void {
  describe(`${name} as a store of handoffs`, () => {
    let under: StoreUnderTest;
    let store: HandoffStore;

    beforeEach(async () => {
      under = await open();
      store = under.store;
    });

    afterEach(() => under.close?.());

    it('knows nothing at first', async () => {
      expect(await store.read('a/1')).toBeUndefined();
      expect(await store.list()).toEqual([]);
    });

    it('gives back what was created, whatever the conversation is called', async () => {
      const ids = ['a/1', 'msteams/19:ab@thread.v2;messageid=1', 'web/ü/😀 %2F?#\\', `long/${'x'.repeat(200)}`];
      for (const id of ids) await store.create(live(id, { handoffId: `handoff of ${id}` }));
      for (const id of ids) expect((await store.read(id))?.record.handoffId).toBe(`handoff of ${id}`);
      expect((await store.list()).sort()).toEqual([...ids].sort());
    });

    it('keeps every field', async () => {
      const record = { ...recordIn('connected'), botConversationId: 'a/1', locale: 'fr-CA' };
      await store.create(record);
      expect(plain((await store.read('a/1'))?.record)).toEqual(plain(record));
    });

    it('refuses a second handoff while the first is not over', async () => {
      await store.create(live('a/1', { handoffId: 'first' }));
      await expect(store.create(live('a/1', { handoffId: 'second' }))).rejects.toMatchObject({ code: 'alreadyActive' });
      expect((await store.read('a/1'))?.record.handoffId).toBe('first');
    });

    it.each(['ending', 'resuming'] as const)('refuses it also while the first is still "%s"', async (kind) => {
      await store.create({ ...recordIn(kind), botConversationId: 'a/1' });
      await expect(store.create(live('a/1'))).rejects.toMatchObject({ code: 'alreadyActive' });
    });

    it('lets a new handoff take the place of a tombstone', async () => {
      const { version } = await store.create(tombstone('a/1'));
      await store.create(live('a/1', { handoffId: 'second' }));
      expect((await store.read('a/1'))?.record.handoffId).toBe('second');
      await expect(store.update({ record: live('a/1'), version })).rejects.toMatchObject({ code: 'versionConflict' });
    });

    it('takes a change under the version that was read, and gives the new one', async () => {
      const first = await store.create(live('a/1'));
      const second = await store.update({ record: { ...first.record, agentName: 'Dana' }, version: first.version });
      expect(second.version).not.toBe(first.version);
      expect(await store.read('a/1')).toMatchObject({ version: second.version, record: { agentName: 'Dana' } });
      await store.update({ record: { ...second.record, agentName: 'Sam' }, version: second.version });
      expect((await store.read('a/1'))?.record.agentName).toBe('Sam');
    });

    it('refuses a change under another version, and keeps what is there', async () => {
      const first = await store.create(live('a/1'));
      await store.update({ record: { ...first.record, agentName: 'Dana' }, version: first.version });
      const late = store.update({ record: { ...first.record, agentName: 'Sam' }, version: first.version });
      await expect(late).rejects.toMatchObject({ code: 'versionConflict', retryable: true });
      expect((await store.read('a/1'))?.record.agentName).toBe('Dana');
    });

    it('lets one of many changes under the same version win', async () => {
      const first = await store.create(live('a/1'));
      const writers = Array.from({ length: 10 }, (_, writer) =>
        store.update({ record: { ...first.record, agentName: `agent ${writer}` }, version: first.version }),
      );
      const results = await Promise.allSettled(writers);
      const winners = results.filter((result) => result.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      expect((await store.read('a/1'))?.version).toBe((winners[0] as PromiseFulfilledResult<Versioned>).value.version);
    });

    it('refuses a change of what is gone, and does not revive it', async () => {
      const last = await store.create(tombstone('a/1'));
      await store.remove(last);
      await expect(store.update(last)).rejects.toMatchObject({ code: 'versionConflict' });
      expect(await store.read('a/1')).toBeUndefined();
    });

    it('removes a tombstone, and forgets its conversation', async () => {
      const last = await store.create(tombstone('a/1'));
      await store.create(live('a/2'));
      await store.remove(last);
      expect(await store.read('a/1')).toBeUndefined();
      expect(await store.list()).toEqual(['a/2']);
    });

    it('does not remove what changed meanwhile', async () => {
      const old = await store.create(tombstone('a/1'));
      await store.create(live('a/1', { handoffId: 'second' }));
      await store.remove(old);
      expect((await store.read('a/1'))?.record.handoffId).toBe('second');
      expect(await store.list()).toEqual(['a/1']);
    });

    it('does not remove what still has to be told to Genesys', async () => {
      const open = await store.create({ ...recordIn('ended'), botConversationId: 'a/1' });
      await store.remove(open);
      expect((await store.read('a/1'))?.record.state.kind).toBe('ended');
    });

    it('removes what is gone already without complaint', async () => {
      const last = await store.create(tombstone('a/1'));
      await store.remove(last);
      await store.remove(last);
      expect(await store.list()).toEqual([]);
    });

    it('keeps conversations apart', async () => {
      const [one, other] = await Promise.all([store.create(live('a/1')), store.create(live('a/2'))]);
      await Promise.all([
        store.update({ record: { ...one.record, agentName: 'Dana' }, version: one.version }),
        store.update({ record: { ...other.record, agentName: 'Sam' }, version: other.version }),
      ]);
      expect((await store.read('a/1'))?.record.agentName).toBe('Dana');
      expect((await store.read('a/2'))?.record.agentName).toBe('Sam');
    });

    it('lists every one of many conversations that began at once', async () => {
      const ids = Array.from({ length: 100 }, (_, index) => `many/${index}`);
      await Promise.all(ids.map((id) => store.create(live(id))));
      expect((await store.list()).sort()).toEqual([...ids].sort());
    });

    if (!durable) return;

    it('gives another process everything, with versions that still hold', async () => {
      const first = await store.create(live('a/1'));
      const second = under.reopen?.() ?? store;
      expect(await second.list()).toEqual(['a/1']);
      const read = await second.read('a/1');
      expect(read?.version).toBe(first.version);
      await second.update({ record: { ...first.record, agentName: 'Dana' }, version: first.version });
      await expect(store.update(first)).rejects.toMatchObject({ code: 'versionConflict' });
    });
  });
}
