import fc from 'fast-check';
import { TurnGate } from '../../src/bot/turnGate';

type Mode = 'shared' | 'alone';

const turn = fc.record({ key: fc.constantFrom('a', 'b'), mode: fc.constantFrom<Mode>('shared', 'shared', 'alone') });

/** Runs every turn through one gate in an order that fast-check picks; notes who was inside together. */
async function run(scheduler: fc.Scheduler, turns: { key: string; mode: Mode }[]) {
  const gate = new TurnGate();
  const inside = new Map<number, { key: string; mode: Mode }>();
  const overlaps: string[] = [];
  const entered: number[] = [];
  const done = turns.map(async ({ key, mode }, index) => {
    // Asked for in the order of the list, left in any order.
    const leave = await gate.enter(key, mode);
    entered.push(index);
    for (const other of inside.values()) {
      if (other.key === key && (mode === 'alone' || other.mode === 'alone'))
        overlaps.push(`${key}: ${mode} with ${other.mode}`);
    }
    inside.set(index, { key, mode });
    await scheduler.schedule(Promise.resolve(), `turn ${index}`);
    inside.delete(index);
    leave();
    leave();
  });
  await scheduler.waitFor(Promise.all(done));
  return { overlaps, entered };
}

describe('the gate of a conversation', () => {
  it('never lets anybody in beside a turn that needs it alone, and everybody in at last', async () => {
    const property = fc.asyncProperty(fc.scheduler(), fc.array(turn, { maxLength: 20 }), async (scheduler, turns) => {
      const { overlaps, entered } = await run(scheduler, turns);
      expect(overlaps).toEqual([]);
      expect(entered).toHaveLength(turns.length);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('lets nobody pass who came later, so that nobody starves', async () => {
    const property = fc.asyncProperty(fc.scheduler(), fc.array(turn, { maxLength: 20 }), async (scheduler, turns) => {
      const { entered } = await run(scheduler, turns);
      for (const key of ['a', 'b']) {
        const order = entered.filter((index) => turns[index]?.key === key);
        expect(order).toEqual([...order].sort((one, other) => one - other));
      }
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it("lets the user's turns in side by side", async () => {
    const gate = new TurnGate();
    const leaves = await Promise.all([gate.enter('a', 'shared'), gate.enter('a', 'shared')]);
    let alone = false;
    const waiting = gate.enter('a', 'alone').then(() => {
      alone = true;
    });
    leaves[0]?.();
    await Promise.resolve();
    expect(alone).toBe(false);
    leaves[1]?.();
    await waiting;
    expect(alone).toBe(true);
  });
});
