/** Opening hours as an administrator draws them. Times are local to the group that uses the schedule. */
export interface SimulatedSchedule {
  name: string;
  /** Local date-time without zone: `2026-01-01T08:00:00.000`. */
  start: string;
  end: string;
  /** iCalendar recurrence rule; absent for a one-off. */
  rrule?: string;
  /** Default: active. */
  state?: 'active' | 'inactive' | 'deleted';
}

/** A schedule group; schedules by name. */
export interface SimulatedScheduleGroup {
  name: string;
  /** IANA, such as `Europe/Paris`. */
  timeZone: string;
  openSchedules?: string[];
  closedSchedules?: string[];
  holidaySchedules?: string[];
}

/** An emergency group: a switch. */
export interface SimulatedEmergencyGroup {
  name: string;
  enabled: boolean;
}

/** What an administrator of the organisation sets. Change it at any time; it counts at once. */
export interface Administration {
  /** What the OAuth client may do, such as `routing:queue:view`; undefined = everything. Divisions are not modelled. */
  permissions: string[] | undefined;
  skills: string[];
  /** Language skills. */
  languages: string[];
  schedules: SimulatedSchedule[];
  scheduleGroups: SimulatedScheduleGroup[];
  emergencyGroups: SimulatedEmergencyGroup[];
  /** Expected wait by queue name; a queue that is not in it has no estimate. */
  estimatedWaitSeconds: Record<string, number>;
  /** The inbound message flow that the deployments point to; undefined = none is attached. */
  inboundFlowName: string | undefined;
}

/** The organisation as it is without being asked: everything allowed, a few skills, no hours, no estimate. */
export function createAdministration(given: Partial<Administration> = {}): Administration {
  return {
    permissions: undefined,
    skills: ['cards', 'invoices', 'returns'],
    languages: ['English', 'French', 'German', 'Spanish'],
    schedules: [],
    scheduleGroups: [],
    emergencyGroups: [],
    estimatedWaitSeconds: {},
    inboundFlowName: 'Bot handoff',
    ...given,
  };
}
