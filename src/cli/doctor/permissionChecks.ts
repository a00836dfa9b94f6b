import { HandoffError } from '../../errors';
import type { PlatformCall } from '../../platform/platformClient';
import { type Check, type CheckResult, NEEDS_CREDENTIALS, ok, skipped, warn } from './check';

/** An id that belongs to nothing. */
const NOBODY = '00000000-0000-4000-8000-000000000000';

/**
 * A permission, what it is for, and a harmless call that needs it: Genesys has no call that lists what a client may do.
 * Source: platform reference, sections 6 and 7.
 */
const PROBES: readonly { permission: string; usedFor: string; call: PlatformCall }[] = [
  {
    permission: 'routing:queue:view',
    usedFor: 'checking queue names, listing queues, the expected wait',
    call: list('/routing/queues'),
  },
  { permission: 'routing:skill:view', usedFor: 'checking skills', call: list('/routing/skills') },
  {
    permission: 'analytics:queueObservation:view',
    usedFor: 'availability.requireAgents',
    call: {
      method: 'POST',
      path: '/analytics/queues/observations/query',
      repeatable: true,
      body: {
        filter: {
          type: 'and',
          predicates: [{ type: 'dimension', dimension: 'queueId', operator: 'matches', value: NOBODY }],
        },
        metrics: ['oOnQueueUsers'],
      },
    },
  },
  {
    permission: 'routing:scheduleGroup:view',
    usedFor: 'availability.scheduleGroup',
    call: list('/architect/schedulegroups'),
  },
  { permission: 'routing:schedule:view', usedFor: 'availability.scheduleGroup', call: list('/architect/schedules') },
  {
    permission: 'routing:emergencyGroup:view',
    usedFor: 'availability.emergencyGroup',
    call: list('/architect/emergencygroups'),
  },
  {
    permission: 'webDeployments:deployment:view',
    usedFor: "this doctor's look at the deployment's flow and domains",
    call: { method: 'GET', path: '/webdeployments/deployments/{id}', params: { id: NOBODY } },
  },
  {
    permission: 'conversation:webmessaging:view',
    usedFor:
      "the conversation's id, hearing of its end by asking, and --live routing (conversation:message:view will do too)",
    call: { method: 'GET', path: '/conversations/messages/{id}/details', params: { id: NOBODY } },
  },
  {
    permission: 'conversation:communication:disconnect',
    usedFor: 'ending the conversation where the deployment does not let a guest end it',
    call: {
      method: 'PATCH',
      path: '/conversations/messages/{id}',
      params: { id: NOBODY },
      body: { state: 'disconnected' },
    },
  },
];

/** One line for each permission that any feature needs: present, or missing and what does not work without it. */
export const checkPermissions: Check = async ({ platform }) => {
  if (platform === undefined) return [skipped('permissions', NEEDS_CREDENTIALS)];
  return Promise.all(
    PROBES.map(async ({ permission, usedFor, call }): Promise<CheckResult> => {
      const name = `permission ${permission}`;
      try {
        await platform.client.call({ ...call, permission });
        return ok(name, `present: ${usedFor}`);
      } catch (error) {
        if (!(error instanceof HandoffError)) throw error;
        switch (error.code) {
          // It was allowed to look; there was nothing.
          case 'notFound':
            return ok(name, `present: ${usedFor}`);
          case 'permissionMissing':
            return warn(
              name,
              `missing: ${usedFor}`,
              `Only needed for that. Add it to the role of the OAuth client, in the division of your queues: Admin > Roles / Permissions.`,
            );
          default:
            return warn(name, `could not be found out (${error.code})`, error.message);
        }
      }
    }),
  );
};

function list(path: string): PlatformCall {
  return { method: 'GET', path, query: { pageSize: 1, pageNumber: 1 } };
}
