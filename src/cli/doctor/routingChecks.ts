import { HandoffError } from '../../errors';
import { type Check, type CheckResult, fail, NEEDS_CREDENTIALS, ok, skipped, warn } from './check';

/** The default queue, its members, and who is there now. */
export const checkQueue: Check = async ({ platform, queue }) => {
  const names = ['queue', 'queue members', 'agents on queue'] as const;
  if (queue === undefined) return [skipped('queue', 'GENESYSCLOUD_QUEUE is not set; the flow decides')];
  if (platform === undefined) return names.map((name) => skipped(name, NEEDS_CREDENTIALS));
  try {
    const { id, name, memberCount } = await platform.findQueue(queue);
    return [ok('queue', `"${name}" (${id})`), members(memberCount), await onQueue()];
  } catch (error) {
    if (!(error instanceof HandoffError)) throw error;
    const [first, ...rest] = names;
    const wrong = error.code === 'queueUnknown' || error.code === 'queueAmbiguous';
    return [
      wrong ? fail(first, error.code, error.message) : skipped(first, error.code, error.message),
      ...rest.map((name) => skipped(name, 'the queue is not known')),
    ];
  }

  async function onQueue(): Promise<CheckResult> {
    try {
      const seen = await platform?.observe(queue ?? '');
      if (seen === undefined) return skipped('agents on queue', 'Genesys says nothing about this queue');
      if (seen.onQueue > 0) return ok('agents on queue', `${seen.onQueue} now, ${seen.waiting} waiting`);
      const advice =
        'Nobody would answer now. An agent goes on queue with the switch at the top of the Genesys Cloud desktop.';
      return warn('agents on queue', `none now, ${seen.waiting} waiting`, advice);
    } catch (error) {
      if (!(error instanceof HandoffError)) throw error;
      return skipped('agents on queue', error.code, error.message);
    }
  }
};

function members(count: number | undefined): CheckResult {
  if (count === undefined) return skipped('queue members', 'Genesys does not say');
  if (count > 0) return ok('queue members', String(count));
  const advice = 'Nobody can answer. Add members: Admin > Contact Center > Queues > the queue > Members.';
  return fail('queue members', 'none', advice);
}

/** Whether the line is open now, by the groups that the environment names. */
export const checkHours: Check = async ({ platform, scheduleGroup, emergencyGroup }) => {
  if (scheduleGroup === undefined && emergencyGroup === undefined) {
    return [skipped('schedule', 'GENESYSCLOUD_SCHEDULE_GROUP and GENESYSCLOUD_EMERGENCY_GROUP are not set')];
  }
  if (platform === undefined) return [skipped('schedule', NEEDS_CREDENTIALS)];
  try {
    const { open, because, name } = await platform.openingNow({ scheduleGroup, emergencyGroup });
    const by = name === undefined ? because : `${because}: "${name}"`;
    if (open) return [ok('schedule', `open now (${by})`)];
    return [warn('schedule', `closed now (${by})`, 'Handoffs with this schedule group are refused now.')];
  } catch (error) {
    if (!(error instanceof HandoffError)) throw error;
    return error.code === 'permissionMissing'
      ? [skipped('schedule', error.code, error.message)]
      : [fail('schedule', error.code, error.message)];
  }
};
