/** What a list of measurements says, in the few words that a table has room for. */

/** The value below which `share` (0 to 1) of the values lie, between two neighbours by their distance. NaN for none. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const place = Math.min(1, Math.max(0, share)) * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** A figure measured in several rounds. */
export interface Measured {
  median: number;
  /** Half the distance between the quartiles, in percent of the median: how far rounds lie apart. */
  spreadPercent: number;
  rounds: number;
}

export function summarize(values: readonly number[]): Measured {
  const middle = median(values);
  const half = (quantile(values, 0.75) - quantile(values, 0.25)) / 2;
  return { median: middle, spreadPercent: middle === 0 ? 0 : (half / middle) * 100, rounds: values.length };
}

/**
 * The ratio of two series that were measured in alternating rounds: the median of the rounds' own ratios, since what
 * disturbs a machine for a while disturbs both neighbours.
 */
export function pairedRatio(ours: readonly number[], floor: readonly number[]): number {
  const pairs = Math.min(ours.length, floor.length);
  return median(Array.from({ length: pairs }, (_, round) => ours[round]! / floor[round]!));
}
