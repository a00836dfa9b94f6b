import { renderCurve } from '../../bench/support/curveSvg';
import { atMost, figure, notMeasured, ratioAtLeast, ratioAtMost } from '../../bench/support/figure';
import { planFrom } from '../../bench/support/plan';
import { renderNumber, renderTable } from '../../bench/support/table';

describe('a figure', () => {
  const facts = { group: 'g', name: 'n', unit: 'µs' };

  it('is judged by its goal', () => {
    expect(figure({ ...facts, ours: [10], ratio: 1.25, goal: ratioAtMost(1.25) }).verdict).toBe('reached');
    expect(figure({ ...facts, ours: [10], ratio: 1.26, goal: ratioAtMost(1.25) }).verdict).toBe('missed');
    expect(figure({ ...facts, ours: [10], ratio: 0.8, goal: ratioAtLeast(0.85) }).verdict).toBe('missed');
    expect(figure({ ...facts, ours: [39], goal: atMost(40, 'ms') }).verdict).toBe('reached');
  });

  it('stands beside the others where nothing was agreed', () => {
    expect(figure({ ...facts, ours: [10] }).verdict).toBe('beside');
  });

  it('is shown as not measured where there is nothing, whatever its goal', () => {
    expect(figure({ ...facts, ours: [], goal: atMost(1, 's') })).toMatchObject({ verdict: 'not measured' });
    expect(figure({ ...facts, ours: [Number.NaN], goal: atMost(1, 's') }).ours).toBeUndefined();
  });
});

describe('the table', () => {
  it('shows a figure with its spread, and a note once', () => {
    const shared = { group: 'g', unit: 'µs', note: 'Read this.' };
    const text = renderTable([
      figure({ ...shared, name: 'one', ours: [90, 100, 110], floor: [80], ratio: 1.25, goal: ratioAtMost(1.3) }),
      figure({ ...shared, name: 'two', ours: [5] }),
      notMeasured('g', 'three', '≤ 1', 'It failed.'),
    ]);
    expect(text.split('\n').map((line) => line.replace(/ +/g, ' '))).toEqual([
      '| Figure | Ours | Floor | Ratio | Goal | Verdict |',
      expect.stringMatching(/^\|-+\|/),
      '| one [1] | 100 µs ±5 % | 80.0 µs | 1.25 | ≤ 1.3 | reached |',
      '| two [1] | 5 µs | | | | |',
      '| three [2] | | | | ≤ 1 | not measured |',
      '',
      '[1] Read this.',
      '[2] It failed.',
    ]);
  });

  it('keeps three digits that mean something', () => {
    expect([1234.5, 12.34, 1.234, 3].map(renderNumber)).toEqual(['1,235', '12.3', '1.23', '3']);
  });
});

describe('the plan', () => {
  it('refuses a figure that does not exist', () => {
    expect(() => planFrom(['--only', 'speed'], ['cpu'])).toThrow('There is no figure "speed", only cpu.');
    expect(planFrom(['--quick', '--only', 'cpu'], ['cpu'])).toMatchObject({ quick: true, only: 'cpu', json: false });
  });
});

describe('the curve', () => {
  it('is drawn with a line for ours and one for the floor in each panel', () => {
    const point = (handoffs: number) => ({
      handoffs,
      cpuUsPerMessage: { ours: 900, floor: 800 },
      kibPerHandoff: { ours: 20, floor: 6 },
    });
    const svg = renderCurve([point(100), point(5_000)]);
    expect(svg.match(/<polyline/g)).toHaveLength(4);
    expect(svg).not.toMatch(/NaN|undefined/);
  });
});
