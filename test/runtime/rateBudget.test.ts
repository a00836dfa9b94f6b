import { RateBudget } from '../../src/runtime/rateBudget';
import { SimulatedClock } from '../support/simulatedClock';

describe('a rate budget', () => {
  const clock = new SimulatedClock();

  it('never lets more through than the limit in any window', async () => {
    const budget = new RateBudget(clock, { limit: 3, windowMs: 1_000 });
    const taken: number[] = [];
    for (let index = 0; index < 10; index++) void budget.take().then(() => taken.push(clock.now()));
    await clock.advance(5_000);
    expect(taken).toHaveLength(10);
    for (let index = 3; index < taken.length; index++) {
      expect(taken[index]! - taken[index - 3]!).toBeGreaterThanOrEqual(1_000);
    }
    expect(clock.pending).toBe(0);
  });

  it('serves those who wait in the order they came', async () => {
    const budget = new RateBudget(clock, { limit: 1, windowMs: 100 });
    const order: string[] = [];
    for (const name of ['a', 'b', 'c']) void budget.take().then(() => order.push(name));
    await clock.advance(1_000);
    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('lets the important pass those who leave a reserve', async () => {
    const budget = new RateBudget(clock, { limit: 3, windowMs: 100 });
    expect(budget.tryTake(2)).toBe(true);
    expect(budget.tryTake(2)).toBe(false);
    const modest = budget.take(undefined, 2);
    expect(await budget.take()).toBe(true);
    await clock.advance(100);
    expect(await modest).toBe(true);
  });

  it('lets go of those who stop waiting, and takes nothing for them', async () => {
    const budget = new RateBudget(clock, { limit: 1, windowMs: 100 });
    budget.tryTake();
    const abort = new AbortController();
    const waiting = budget.take(abort.signal);
    abort.abort();
    expect(await waiting).toBe(false);
    expect(clock.pending).toBe(0);
    await clock.advance(100);
    expect(budget.tryTake()).toBe(true);
  });

  it('waits no longer than a window when the clock is set back', async () => {
    const budget = new RateBudget(clock, { limit: 1, windowMs: 100 });
    budget.tryTake();
    clock.jump(-3_600_000);
    let taken = false;
    void budget.take().then(() => {
      taken = true;
    });
    await clock.advance(250);
    expect(taken).toBe(true);
  });
});
