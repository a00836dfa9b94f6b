import { randomUUID } from 'node:crypto';

/** The simulator's time. Replace it to let hours pass in a test without waiting for them. */
export interface SimulatorClock {
  /** Milliseconds since the epoch. */
  now(): number;
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** One line of the simulator's log: what happened, and to which ids. Never a token, never message text. */
export type SimulatorLog = (event: string, ids: Readonly<Record<string, string | number>>) => void;

/** Everything the simulator takes from outside instead of reaching for it. */
export interface World {
  readonly clock: SimulatorClock;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly newUuid: () => string;
  readonly log: SimulatorLog;
}

/** The machine's own clock. */
export const realClock: SimulatorClock = {
  now: () => Date.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

/** A world of real time, real chance and no log, with the parts given in `parts` put in their place. */
export function createWorld(parts: Partial<World> = {}): World {
  return {
    clock: parts.clock ?? realClock,
    random: parts.random ?? Math.random,
    newUuid: parts.newUuid ?? randomUUID,
    log: parts.log ?? (() => {}),
  };
}

/** Server ids of messages are 32 hex characters. Source: web messaging, StructuredMessage `id`. */
export function newHexId(world: World): string {
  return world.newUuid().replaceAll('-', '');
}

/** ISO 8601 with milliseconds in UTC, the form of `channel.time`. */
export function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

/** Node clamps longer delays to one millisecond, so a session of 18 months must be armed in steps. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
