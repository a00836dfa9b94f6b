import type { Random } from './random';

/** How long to wait between tries: doubling, capped, with jitter so that many clients do not return at once. */
export interface BackoffSettings {
  firstMs: number;
  maxMs: number;
}

/**
 * The wait before try `attempt + 1` (attempt counts from 0): between half of and the whole of the doubled delay.
 */
export function backoffMs(attempt: number, settings: BackoffSettings, random: Random): number {
  const whole = Math.min(settings.maxMs, settings.firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(whole / 2 + (whole / 2) * random.next());
}
