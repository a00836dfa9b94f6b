import { HandoffError } from '../errors';
import { asFilled, asObject, asObjects, type JsonObject } from '../genesys/json';
import type { Clock } from '../runtime/clock';
import { Cached } from './cached';
import { plain, suggestion } from './nearMisses';
import { type OpeningState, openingAt, type Schedule, type ScheduleGroup } from './openingHours';
import { readPages } from './pages';
import type { PlatformClient } from './platformClient';
import { parseWallTime } from './wallClock';

/** How long schedules are remembered: a holiday that is added counts a minute later. */
const SCHEDULES_LIFE_MS = 60_000;

/** How long the emergency switch is remembered: it is thrown in a hurry. */
const EMERGENCY_LIFE_MS = 15_000;

/** Which line is meant; names or ids. */
export interface Line {
  scheduleGroup?: string;
  emergencyGroup?: string;
}

interface LoadedGroup {
  group: ScheduleGroup;
  schedules: ReadonlyMap<string, Schedule>;
}

/**
 * Genesys' own schedule groups and emergency groups. There is no "open now" call: one group and its schedules are read,
 * and the answer is worked out here. Permissions `routing:scheduleGroup:view`, `routing:schedule:view`,
 * `routing:emergencyGroup:view`.
 */
export class Schedules {
  private readonly groups: Cached<LoadedGroup>;
  private readonly emergencies: Cached<{ name: string; enabled: boolean }>;

  constructor(
    private readonly client: PlatformClient,
    private readonly clock: Clock,
  ) {
    this.groups = new Cached(clock, SCHEDULES_LIFE_MS);
    this.emergencies = new Cached(clock, EMERGENCY_LIFE_MS);
  }

  /**
   * Whether a line is open now: emergency before holiday before closed before open.
   *
   * @throws HandoffError `notFound` for a group that is not there, and what `PlatformClient.call` throws
   */
  async openingNow({ scheduleGroup, emergencyGroup }: Line): Promise<OpeningState> {
    const [emergency, loaded] = await Promise.all([
      emergencyGroup === undefined
        ? undefined
        : this.emergencies.get(emergencyGroup, () => this.emergency(emergencyGroup)),
      scheduleGroup === undefined ? undefined : this.groups.get(scheduleGroup, () => this.load(scheduleGroup)),
    ]);
    if (emergency?.enabled === true) return { open: false, because: 'emergency', name: emergency.name };
    if (loaded === undefined) return { open: true, because: 'open' };
    try {
      return openingAt(loaded.group, loaded.schedules, this.clock.now());
    } catch (error) {
      const why = error instanceof Error ? error.message : 'it cannot be read';
      throw new HandoffError('platformRefused', `The schedule group "${loaded.group.name}" cannot be used: ${why}`);
    }
  }

  private async load(wanted: string): Promise<LoadedGroup> {
    const path = '/architect/schedulegroups';
    const json = await this.named('schedule group', path, wanted, 'routing:scheduleGroup:view');
    const ids = (key: string) => asObjects(json[key]).flatMap((reference) => asFilled(reference.id) ?? []);
    const group: ScheduleGroup = {
      id: asFilled(json.id) ?? '',
      name: asFilled(json.name) ?? wanted,
      // Genesys demands a zone when a group is made.
      timeZone: asFilled(json.timeZone) ?? 'UTC',
      openIds: ids('openSchedules'),
      closedIds: ids('closedSchedules'),
      holidayIds: ids('holidaySchedules'),
    };
    const wantedIds = [...new Set([...group.openIds, ...group.closedIds, ...group.holidayIds])];
    const read = await Promise.all(wantedIds.map((id) => this.schedule(id)));
    return {
      group,
      schedules: new Map(read.flatMap((schedule) => (schedule === undefined ? [] : [[schedule.id, schedule]]))),
    };
  }

  /** `undefined` for one that is inactive or deleted. */
  private async schedule(id: string): Promise<Schedule | undefined> {
    let json: JsonObject | undefined;
    try {
      const path = '/architect/schedules/{scheduleId}';
      const permission = 'routing:schedule:view';
      json = asObject(await this.client.call({ method: 'GET', path, params: { scheduleId: id }, permission }));
    } catch (error) {
      if (error instanceof HandoffError && error.code === 'notFound') return undefined;
      throw error;
    }
    const startWallMs = parseWallTime(asFilled(json?.start) ?? '');
    const endWallMs = parseWallTime(asFilled(json?.end) ?? '');
    if (json === undefined || (asFilled(json.state) ?? 'active') !== 'active') return undefined;
    if (startWallMs === undefined || endWallMs === undefined) {
      throw new HandoffError('platformRefused', `The schedule ${id} has no start or no end.`);
    }
    return { id, name: asFilled(json.name) ?? id, startWallMs, endWallMs, rrule: asFilled(json.rrule) };
  }

  private async emergency(wanted: string): Promise<{ name: string; enabled: boolean }> {
    const path = '/architect/emergencygroups';
    const json = await this.named('emergency group', path, wanted, 'routing:emergencyGroup:view');
    return { name: asFilled(json.name) ?? wanted, enabled: json.enabled === true };
  }

  /** The active one of this id or name. */
  private async named(what: string, path: string, wanted: string, permission: string): Promise<JsonObject> {
    const { entities } = await readPages(this.client, { path, permission });
    const active = entities.filter(({ state }) => (asFilled(state) ?? 'active') === 'active');
    const found =
      active.find(({ id }) => id === wanted) ??
      active.find(({ name }) => name === wanted) ??
      active.find(({ name }) => plain(asFilled(name) ?? '') === plain(wanted));
    if (found !== undefined) return found;
    const names = active.flatMap(({ name }) => asFilled(name) ?? []);
    throw new HandoffError('notFound', `There is no ${what} "${wanted}".${suggestion(wanted, names)}`);
  }
}
