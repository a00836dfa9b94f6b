import fc from 'fast-check';
import { backoffMs } from '../../src/runtime/backoff';
import { KeyedTimers } from '../../src/runtime/keyedTimers';
import { Semaphore } from '../../src/runtime/semaphore';
import { SerialQueues } from '../../src/runtime/serialQueues';
import { SimulatedClock } from '../support/simulatedClock';

describe('serial queues', () => {
  it('run the tasks of one key one after the other in their order, and those of others beside them', async () => {
    const keys = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 20 });
    const property = fc.asyncProperty(fc.scheduler(), keys, fc.nat(), async (scheduler, tasks, failing) => {
      const queues = new SerialQueues();
      const running = new Set<string>();
      const done: number[] = [];
      const results = tasks.map((key, index) =>
        queues.run(key, async () => {
          expect(running.has(key)).toBe(false);
          running.add(key);
          await scheduler.schedule(Promise.resolve(), `${key} ${index}`);
          running.delete(key);
          done.push(index);
          if (index === failing % tasks.length) throw new Error('a task that fails');
        }),
      );
      const [settled] = await scheduler.waitFor(Promise.all([Promise.allSettled(results), queues.idle()]));
      expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(1);
      for (const key of ['a', 'b', 'c']) {
        const mine = done.filter((index) => tasks[index] === key);
        expect(mine).toEqual([...mine].sort((one, other) => one - other));
      }
    });
    await fc.assert(property, { numRuns: 200 });
  });
});

describe('a semaphore', () => {
  it('lets no more in than it has places, and everybody at last, whoever fails', async () => {
    const property = fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 20 }),
      async (scheduler, places, fates) => {
        const semaphore = new Semaphore(places);
        let inside = 0;
        let most = 0;
        const uses = fates.map((fails) =>
          semaphore.use(async () => {
            most = Math.max(most, ++inside);
            await scheduler.schedule(Promise.resolve());
            inside--;
            if (fails) throw new Error('a task that fails');
          }),
        );
        const settled = await scheduler.waitFor(Promise.allSettled(uses));
        expect(settled.map(({ status }) => status === 'rejected')).toEqual(fates);
        expect(most).toBe(Math.min(places, fates.length));
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });
});

describe('backoff', () => {
  it('doubles, is capped, and is jittered by at most a half', () => {
    const settings = { firstMs: 100, maxMs: 1_000 };
    fc.assert(
      fc.property(fc.nat({ max: 10_000 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, chance) => {
        const waitMs = backoffMs(attempt, settings, { next: () => chance, uuid: () => '' });
        const whole = Math.min(1_000, 100 * 2 ** Math.min(attempt, 20));
        return waitMs >= whole / 2 && waitMs <= whole;
      }),
    );
  });
});

describe('timers by name', () => {
  it('replace the one that was set before, and are cancelled all at once', async () => {
    const clock = new SimulatedClock();
    const timers = new KeyedTimers(clock);
    const ran: string[] = [];
    timers.set('a', 1_000, () => ran.push('old a'));
    timers.set('a', 2_000, () => ran.push('a'));
    timers.set('b', 2_000, () => ran.push('b'));
    timers.set('c', 3_000, () => ran.push('c'));
    await clock.advance(2_000);
    expect(ran).toEqual(['a', 'b']);
    timers.cancelAll();
    await clock.advance(2_000);
    expect(ran).toEqual(['a', 'b']);
    expect(clock.pending).toBe(0);
  });
});
