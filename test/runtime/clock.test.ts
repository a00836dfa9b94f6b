import { delay, systemClock } from '../../src/runtime/clock';
import { SimulatedClock } from '../support/simulatedClock';

const DAY_MS = 86_400_000;

describe('the system clock', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('runs a callback when it is due, not before, also in sixty days', () => {
    let ran = 0;
    systemClock.schedule(() => ran++, 60 * DAY_MS);
    jest.advanceTimersByTime(60 * DAY_MS - 1);
    expect(ran).toBe(0);
    jest.advanceTimersByTime(1);
    expect(ran).toBe(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('runs at once what was due before', () => {
    let ran = 0;
    systemClock.schedule(() => ran++, -5);
    jest.advanceTimersByTime(0);
    expect(ran).toBe(1);
  });

  it.each([1, 30 * DAY_MS, 70 * DAY_MS])('runs nothing that was cancelled (%i ms after it was set)', (afterMs) => {
    let ran = 0;
    const cancel = systemClock.schedule(() => ran++, 80 * DAY_MS);
    jest.advanceTimersByTime(afterMs);
    cancel();
    cancel();
    jest.advanceTimersByTime(100 * DAY_MS);
    expect(ran).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('a delay', () => {
  it('ends with its time', async () => {
    const clock = new SimulatedClock();
    let ended = false;
    void delay(clock, 1_000).then(() => {
      ended = true;
    });
    await clock.advance(999);
    expect(ended).toBe(false);
    await clock.advance(1);
    expect(ended).toBe(true);
  });

  it('ends at once when it is aborted, before or meanwhile, and leaves no timer', async () => {
    const clock = new SimulatedClock();
    const abort = new AbortController();
    const waiting = delay(clock, 1_000, abort.signal);
    abort.abort();
    await waiting;
    await delay(clock, 1_000, abort.signal);
    expect(clock.pending).toBe(0);
  });
});
