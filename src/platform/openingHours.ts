import type * as Recurrence from 'rrule';
import { wallTimeAt } from './wallClock';

/** One schedule, its times as wall time of whatever group it stands in. */
export interface Schedule {
  id: string;
  name: string;
  /** First occurrence. */
  startWallMs: number;
  endWallMs: number;
  /** iCalendar recurrence rule; absent for a one-off. */
  rrule?: string;
}

/** A schedule group: ids of schedules, and the zone in which they are meant. */
export interface ScheduleGroup {
  id: string;
  name: string;
  /** IANA. */
  timeZone: string;
  openIds: readonly string[];
  closedIds: readonly string[];
  holidayIds: readonly string[];
}

/** Whether a line is open, and which schedule says so. */
export interface OpeningState {
  open: boolean;
  /** `noSchedule`: nothing says anything about this instant, so it is closed. */
  because: 'emergency' | 'holiday' | 'closed' | 'open' | 'noSchedule';
  /** The name of the schedule, or of the emergency group. */
  name?: string;
}

const DAY_MS = 86_400_000;

/** Finer rules would take seconds to work out, and no opening hours are made of them. */
const FREQUENCIES: ReadonlySet<string> = new Set(['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY']);

/** Whether a group is open at an instant. */
export function isOpenAt(group: ScheduleGroup, schedules: ReadonlyMap<string, Schedule>, instantMs: number): boolean {
  return openingAt(group, schedules, instantMs).open;
}

/**
 * What a schedule group says about an instant: holidays before closed before open, and closed where nothing matches
 * (the precedence is reported, the last is unverified: platform reference, section 6.4). Schedules are compared on the
 * wall of the group's zone, so that 8 o'clock stays 8 o'clock when the clock is changed. Pure.
 *
 * @throws RangeError for an unknown time zone; Error for a recurrence rule that cannot be read
 */
export function openingAt(
  group: ScheduleGroup,
  schedules: ReadonlyMap<string, Schedule>,
  instantMs: number,
): OpeningState {
  const wallMs = wallTimeAt(instantMs, group.timeZone);
  const match = (ids: readonly string[]) =>
    ids.map((id) => schedules.get(id)).find((schedule) => schedule !== undefined && coversAt(schedule, wallMs));
  const holiday = match(group.holidayIds);
  if (holiday !== undefined) return { open: false, because: 'holiday', name: holiday.name };
  const closed = match(group.closedIds);
  if (closed !== undefined) return { open: false, because: 'closed', name: closed.name };
  const open = match(group.openIds);
  if (open !== undefined) return { open: true, because: 'open', name: open.name };
  return { open: false, because: 'noSchedule' };
}

/** Whether an occurrence of the schedule covers this wall time: from its start, up to but without its end. */
export function coversAt(schedule: Schedule, wallMs: number): boolean {
  const { startWallMs, endWallMs } = schedule;
  // An end that is not after the start is read as the next day's; Genesys' own form writes the later date.
  const lengthMs = endWallMs > startWallMs ? endWallMs - startWallMs : endWallMs - startWallMs + DAY_MS;
  const last = lastOccurrence(schedule, wallMs);
  return last !== undefined && wallMs < last + lengthMs;
}

/**
 * A rule's last day, where only the day is named, counts as a whole: read as midnight it would end a day too early.
 * Whether Genesys writes such rules is unverified.
 */
const LAST_DAY = /(UNTIL=\d{8})(?=;|$)/i;

/** The start of the latest occurrence that has begun; as all are equally long, the one that ends last. */
function lastOccurrence({ startWallMs, rrule }: Schedule, wallMs: number): number | undefined {
  if (wallMs < startWallMs) return undefined;
  const rule = rrule
    ?.trim()
    .replace(/^RRULE:/i, '')
    .replace(/;+$/, '')
    .replace(LAST_DAY, '$1T235959');
  if (!rule) return startWallMs;
  // Only who asks for opening hours pays for loading it.
  const { Frequency, RRule }: typeof Recurrence = require('rrule');
  const options = RRule.parseString(rule);
  if (options.freq === undefined || !FREQUENCIES.has(Frequency[options.freq])) {
    throw new Error(`The recurrence rule "${rule}" cannot be used for opening hours.`);
  }
  return new RRule({ ...options, dtstart: new Date(startWallMs) }).before(new Date(wallMs), true)?.getTime();
}
