import { ReorderWindow } from '../../../src/transports/webMessaging/reorderWindow';
import { SimulatedClock } from '../../support/simulatedClock';

let clock: SimulatedClock;
let out: string[];
let window: ReorderWindow<string>;

beforeEach(() => {
  clock = new SimulatedClock();
  out = [];
  window = new ReorderWindow(clock, { release: (item) => out.push(item) });
});

describe('the reorder window', () => {
  it('puts what arrives within the window into the order of its time', async () => {
    window.add('second', 2, { holdMs: 200 });
    await clock.advance(150);
    window.add('first', 1, { holdMs: 200 });
    expect(out).toEqual([]);
    await clock.advance(50);
    expect(out).toEqual(['first', 'second']);
  });

  it('keeps the order of arrival for equal times', async () => {
    for (const item of ['a', 'b', 'c']) window.add(item, 1, { holdMs: 200 });
    await clock.advance(200);
    expect(out).toEqual(['a', 'b', 'c']);
  });

  it('keeps the end behind words of the same time', async () => {
    window.add('end', 1, { holdMs: 400, closing: true });
    await clock.advance(300);
    window.add('words', 1, { holdMs: 200 });
    await clock.advance(100);
    expect(out).toEqual(['words', 'end']);
  });

  it('does not let something late hold up what has waited', async () => {
    window.add('second', 2, { holdMs: 200 });
    await clock.advance(199);
    window.add('first', 1, { holdMs: 200 });
    await clock.advance(1);
    expect(out).toEqual(['first', 'second']);
  });

  it('holds everything while paused and lets what is due go at resume', async () => {
    window.pause();
    window.add('a', 2, { holdMs: 200 });
    await clock.advance(10_000);
    window.add('missed', 1, { holdMs: 0 });
    expect(out).toEqual([]);
    window.resume();
    expect(out).toEqual(['missed', 'a']);
  });

  it('holds nothing longer because the clock was set back', async () => {
    window.add('a', 1, { holdMs: 200 });
    clock.jump(-3_600_000);
    window.add('b', 2, { holdMs: 200 });
    await clock.advance(200);
    expect(out).toEqual(['a', 'b']);
  });

  it('drops what it holds when closed', async () => {
    window.add('a', 1, { holdMs: 200 });
    window.close();
    expect(clock.pending).toBe(0);
    await clock.advance(1_000);
    expect(out).toEqual([]);
  });
});
