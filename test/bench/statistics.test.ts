import { median, pairedRatio, quantile, summarize } from '../../bench/support/statistics';

describe('statistics', () => {
  it('finds a quantile between two neighbours', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 20], 0.25)).toBe(12.5);
    expect(quantile([7], 0.99)).toBe(7);
  });

  it('says of nothing that it is no number', () => {
    expect(median([])).toBeNaN();
  });

  it('gives the spread as half the distance of the quartiles, in percent', () => {
    expect(summarize([90, 100, 110])).toEqual({ median: 100, spreadPercent: 5, rounds: 3 });
  });

  it('compares rounds that lie side by side, so that a slow moment of the machine hits both', () => {
    // The machine was twice as slow in the last round.
    expect(pairedRatio([11, 11, 22], [10, 10, 20])).toBeCloseTo(1.1);
  });
});
