import fc from 'fast-check';
import { coversAt, isOpenAt, openingAt, type Schedule, type ScheduleGroup } from '../../src/platform/openingHours';
import { parseWallTime } from '../../src/platform/wallClock';

function schedule(name: string, start: string, end: string, rrule?: string): Schedule {
  return { id: name, name, startWallMs: parseWallTime(start)!, endWallMs: parseWallTime(end)!, rrule };
}

function line(parts: Partial<Record<'open' | 'closed' | 'holiday', Schedule[]>>, timeZone = 'Europe/Paris') {
  const { open = [], closed = [], holiday = [] } = parts;
  const ids = (schedules: Schedule[]) => schedules.map(({ id }) => id);
  const group: ScheduleGroup = {
    id: 'g',
    name: 'Line',
    timeZone,
    openIds: ids(open),
    closedIds: ids(closed),
    holidayIds: ids(holiday),
  };
  const schedules = new Map([...open, ...closed, ...holiday].map((one) => [one.id, one]));
  return {
    at: (instant: string) => isOpenAt(group, schedules, Date.parse(instant)),
    why: (instant: string) => openingAt(group, schedules, Date.parse(instant)),
  };
}

const WORK_WEEK = schedule(
  'Work week',
  '2026-01-05T08:00:00.000',
  '2026-01-05T18:00:00.000',
  'FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR',
);
const EVERY_DAY = (start: string, end: string) =>
  schedule('Every day', `2026-01-01T${start}`, `2026-01-01T${end}`, 'FREQ=DAILY;INTERVAL=1');

describe('weekly hours in a time zone', () => {
  const shop = line({ open: [WORK_WEEK] });

  it.each([
    ['2026-11-23T06:59:59Z', false, 'a second before eight on a Monday in winter'],
    ['2026-11-23T07:00:00Z', true, 'at eight'],
    ['2026-11-23T16:59:59Z', true, 'a second before six'],
    ['2026-11-23T17:00:00Z', false, 'at six: the end does not belong to it'],
    ['2026-11-22T11:00:00Z', false, 'on a Sunday'],
    ['2026-11-27T11:00:00Z', true, 'on a Friday'],
    ['2026-01-02T11:00:00Z', false, 'before the first occurrence'],
  ])('%s is open=%s: %s', (instant, open) => {
    expect(shop.at(instant)).toBe(open);
  });

  it('keeps eight o’clock at eight when the clock is put forward and back', () => {
    // Paris puts the clock forward on 2026-03-29 and back on 2026-10-25.
    expect(shop.at('2026-03-27T07:00:00Z')).toBe(true);
    expect(shop.at('2026-03-30T05:59:59Z')).toBe(false);
    expect(shop.at('2026-03-30T06:00:00Z')).toBe(true);
    expect(shop.at('2026-10-23T06:00:00Z')).toBe(true);
    expect(shop.at('2026-10-26T06:59:59Z')).toBe(false);
    expect(shop.at('2026-10-26T07:00:00Z')).toBe(true);
  });

  it('follows the zone’s own dates of change, not those of another continent', () => {
    const newYork = line({ open: [WORK_WEEK] }, 'America/New_York');
    // New York is on summer time from 2026-03-08, Paris only from 2026-03-29.
    expect(newYork.at('2026-03-06T13:00:00Z')).toBe(true);
    expect(newYork.at('2026-03-06T12:30:00Z')).toBe(false);
    expect(newYork.at('2026-03-09T12:00:00Z')).toBe(true);
    expect(shop.at('2026-03-09T06:59:00Z')).toBe(false);
  });

  it.each([
    ['Asia/Kolkata', '2026-11-23T02:30:00Z', '2026-11-23T02:29:59Z'],
    ['Australia/Lord_Howe', '2026-11-22T21:00:00Z', '2026-11-22T20:59:59Z'],
    ['Pacific/Kiritimati', '2026-11-22T18:00:00Z', '2026-11-22T17:59:59Z'],
    ['America/St_Johns', '2026-11-23T11:30:00Z', '2026-11-23T11:29:59Z'],
    ['UTC', '2026-11-23T08:00:00Z', '2026-11-23T07:59:59Z'],
  ])('opens at eight on Monday in %s', (zone, opens, before) => {
    const there = line({ open: [WORK_WEEK] }, zone);
    expect(there.at(opens)).toBe(true);
    expect(there.at(before)).toBe(false);
  });
});

describe('hours around a change of the clock', () => {
  it('open in an hour that is left out: the first instant after the gap is open', () => {
    const early = line({ open: [EVERY_DAY('02:30:00', '04:00:00')] });
    expect(early.at('2026-03-29T00:59:59Z')).toBe(false); // 01:59:59
    expect(early.at('2026-03-29T01:00:00Z')).toBe(true); // 03:00, as 02:00 to 03:00 does not exist
    expect(early.at('2026-03-29T02:00:00Z')).toBe(false); // 04:00
  });

  it('that lie within the hour left out do not happen that day', () => {
    const lost = line({ open: [EVERY_DAY('02:10:00', '02:50:00')] });
    expect(lost.at('2026-03-29T00:59:59Z')).toBe(false);
    expect(lost.at('2026-03-29T01:00:00Z')).toBe(false);
    expect(lost.at('2026-03-30T00:20:00Z')).toBe(true);
  });

  it('within the hour that comes twice are open both times', () => {
    const twice = line({ open: [EVERY_DAY('02:00:00', '02:30:00')] });
    expect(twice.at('2026-10-25T00:15:00Z')).toBe(true);
    expect(twice.at('2026-10-25T00:45:00Z')).toBe(false);
    expect(twice.at('2026-10-25T01:15:00Z')).toBe(true);
    expect(twice.at('2026-10-25T01:45:00Z')).toBe(false);
  });

  it('over night last until the wall shows their end', () => {
    const night = line({
      open: [schedule('Night', '2026-01-01T22:00:00', '2026-01-02T06:00:00', 'FREQ=DAILY;INTERVAL=1')],
    });
    expect(night.at('2026-03-29T03:59:59Z')).toBe(true); // 05:59:59 summer time
    expect(night.at('2026-03-29T04:00:00Z')).toBe(false);
    expect(night.at('2026-10-25T04:59:59Z')).toBe(true); // 05:59:59 winter time
    expect(night.at('2026-10-25T05:00:00Z')).toBe(false);
  });
});

describe('hours that cross midnight', () => {
  const friday = schedule('Late', '2026-01-02T20:00:00', '2026-01-03T02:00:00', 'FREQ=WEEKLY;BYDAY=FR');

  it('belong to the day they begin on', () => {
    const bar = line({ open: [friday] });
    expect(bar.at('2026-11-27T19:30:00Z')).toBe(true);
    expect(bar.at('2026-11-28T00:30:00Z')).toBe(true);
    expect(bar.at('2026-11-28T01:00:00Z')).toBe(false);
    expect(bar.at('2026-11-27T00:30:00Z')).toBe(false);
  });

  it('may be written with an end before the start, or equal to it', () => {
    const wrapped = line({ open: [{ ...friday, endWallMs: parseWallTime('2026-01-02T02:00:00')! }] });
    expect(wrapped.at('2026-11-28T00:30:00Z')).toBe(true);
    const wholeDay = line({ open: [EVERY_DAY('00:00:00', '00:00:00')] });
    expect(wholeDay.at('2026-11-28T13:00:00Z')).toBe(true);
  });

  it('may last for days', () => {
    const weekend = schedule('Weekend', '2026-01-02T18:00:00', '2026-01-05T08:00:00', 'FREQ=WEEKLY;BYDAY=FR');
    expect(line({ open: [weekend] }).at('2026-11-30T06:59:00Z')).toBe(true);
    expect(line({ open: [weekend] }).at('2026-11-30T07:00:00Z')).toBe(false);
  });
});

describe('one-offs, holidays and other rules', () => {
  it('a schedule without a rule happens once', () => {
    const once = line({ open: [schedule('Launch', '2026-11-22T10:00:00', '2026-11-22T12:00:00')] });
    expect(once.at('2026-11-22T10:00:00Z')).toBe(true);
    expect(once.at('2026-11-29T10:00:00Z')).toBe(false);
  });

  it('a holiday beats open hours, every year', () => {
    const christmas = schedule(
      'Christmas',
      '2020-12-25T00:00:00',
      '2020-12-26T00:00:00',
      'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25',
    );
    const shop = line({ open: [WORK_WEEK], holiday: [christmas] });
    expect(shop.why('2026-12-25T10:00:00Z')).toEqual({ open: false, because: 'holiday', name: 'Christmas' });
    expect(shop.why('2026-12-24T10:00:00Z')).toEqual({ open: true, because: 'open', name: 'Work week' });
    expect(shop.at('2026-12-24T23:30:00Z')).toBe(false);
  });

  it('closed beats open, a holiday beats closed', () => {
    const lunch = EVERY_DAY('12:00:00', '13:00:00');
    const day = schedule('Strike', '2026-11-24T00:00:00', '2026-11-25T00:00:00');
    const shop = line({ open: [WORK_WEEK], closed: [lunch], holiday: [day] });
    expect(shop.why('2026-11-23T11:30:00Z')).toMatchObject({ because: 'closed' });
    expect(shop.why('2026-11-24T11:30:00Z')).toMatchObject({ because: 'holiday', name: 'Strike' });
    expect(shop.why('2026-11-23T12:00:00Z')).toMatchObject({ because: 'open' });
  });

  it('nothing that matches, and nothing at all, is closed', () => {
    expect(line({ open: [WORK_WEEK] }).why('2026-11-22T10:00:00Z')).toEqual({ open: false, because: 'noSchedule' });
    expect(line({}).at('2026-11-23T10:00:00Z')).toBe(false);
  });

  it.each([
    ['FREQ=MONTHLY;BYDAY=1MO', '2026-11-02T10:00:00Z', '2026-11-09T10:00:00Z', 'the first Monday of a month'],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', '2026-11-30T10:00:00Z', '2026-11-29T10:00:00Z', 'the last day of a month'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO', '2026-01-19T10:00:00Z', '2026-01-12T10:00:00Z', 'every other week'],
    ['FREQ=DAILY;COUNT=3', '2026-01-07T10:00:00Z', '2026-01-08T10:00:00Z', 'three times'],
    ['FREQ=DAILY;UNTIL=20260110T235959', '2026-01-10T10:00:00Z', '2026-01-11T10:00:00Z', 'until a date'],
    ['FREQ=DAILY;UNTIL=20260110', '2026-01-10T10:00:00Z', '2026-01-11T10:00:00Z', 'until a day, that day included'],
    ['RRULE:FREQ=DAILY;INTERVAL=1;', '2026-11-22T10:00:00Z', '2026-11-22T19:00:00Z', 'with its prefix'],
  ])('%s is open at %s and not at %s: %s', (rrule, open, closed) => {
    const shop = line({ open: [schedule('S', '2026-01-05T08:00:00', '2026-01-05T18:00:00', rrule)] });
    expect(shop.at(open)).toBe(true);
    expect(shop.at(closed)).toBe(false);
  });

  it('knows the 29th of February', () => {
    const leap = schedule('Leap', '2024-02-29T00:00:00', '2024-03-01T00:00:00', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29');
    const shop = line({ holiday: [leap], open: [EVERY_DAY('00:00:00', '23:59:59')] });
    expect(shop.at('2027-02-28T12:00:00Z')).toBe(true);
    expect(shop.at('2028-02-29T12:00:00Z')).toBe(false);
  });

  it('refuses a rule it cannot read and a zone that is none, instead of guessing', () => {
    const broken = schedule('B', '2026-01-05T08:00:00', '2026-01-05T18:00:00', 'FREQ=SOMETIMES');
    expect(() => line({ open: [broken] }).at('2026-11-22T10:00:00Z')).toThrow();
    expect(() => line({ open: [{ ...broken, rrule: 'FREQ=SECONDLY' }] }).at('2026-11-22T10:00:00Z')).toThrow();
    expect(() => line({ open: [WORK_WEEK] }, 'Mars/Olympus').at('2026-11-22T10:00:00Z')).toThrow(RangeError);
  });

  it('is not slow for a rule that has run for years', () => {
    const old = schedule('Old', '2001-01-01T08:00:00', '2001-01-01T18:00:00', 'FREQ=DAILY');
    const before = process.hrtime.bigint();
    expect(coversAt(old, parseWallTime('2026-11-22T10:00:00')!)).toBe(true);
    expect(Number(process.hrtime.bigint() - before) / 1e6).toBeLessThan(1_000);
  });
});

const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** The same question without rules and schedules: what does the clock on the wall show, and was it opened today or yesterday? */
function isOpenByTheWall(
  days: readonly string[],
  startMinute: number,
  minutes: number,
  zone: string,
  instantMs: number,
): boolean {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  const parts = Object.fromEntries(format.formatToParts(instantMs).map(({ type, value }) => [type, value]));
  const today = DAYS.indexOf((parts.weekday ?? '').slice(0, 2).toUpperCase());
  const minute = Number(parts.hour) * 60 + Number(parts.minute);
  const opens = (day: number) => days.includes(DAYS[(day + 7) % 7] ?? '');
  const since = minute - startMinute;
  return (opens(today) && since >= 0 && since < minutes) || (opens(today - 1) && since + 1440 < minutes);
}

it('agrees with a look at the wall, in any zone, at any minute of two years', () => {
  fc.assert(
    fc.property(
      fc.subarray(DAYS, { minLength: 1 }),
      fc.integer({ min: 0, max: 1439 }),
      fc.integer({ min: 1, max: 1440 }),
      fc.constantFrom(
        'Europe/Paris',
        'America/New_York',
        'Australia/Lord_Howe',
        'Asia/Kolkata',
        'America/Sao_Paulo',
        'UTC',
      ),
      fc.integer({
        min: Date.parse('2026-02-01T00:00:00Z') / 60_000,
        max: Date.parse('2028-01-01T00:00:00Z') / 60_000,
      }),
      (days, startMinute, minutes, zone, instantMinute) => {
        const startWallMs = parseWallTime('2026-01-04T00:00:00')! + startMinute * 60_000;
        const hours: Schedule = {
          id: 'h',
          name: 'h',
          startWallMs,
          endWallMs: startWallMs + minutes * 60_000,
          rrule: `FREQ=WEEKLY;BYDAY=${days.join(',')}`,
        };
        const instant = new Date(instantMinute * 60_000).toISOString();
        expect(line({ open: [hours] }, zone).at(instant)).toBe(
          isOpenByTheWall(days, startMinute, minutes, zone, instantMinute * 60_000),
        );
      },
    ),
    { numRuns: 500 },
  );
});
