import type { HttpAnswer, HttpHandler, HttpRequest, Route } from '../http/routes';
import {
  listEmergencyGroups,
  listLanguages,
  listScheduleGroups,
  listSchedules,
  listSkills,
  showDeployment,
  showEmergencyGroup,
  showSchedule,
  showScheduleGroup,
} from './administrationRoutes';
import { messageDetails, patchConversation, patchParticipant, showConversation } from './conversationRoutes';
import { queryObservations } from './observationRoutes';
import { permissionError, platformError } from './platformErrors';
import type { PlatformService } from './platformService';
import { listMembers, listQueues, showEstimatedWait, showQueue } from './queueRoutes';

/** The part of the platform API that a handoff uses. Permissions: platform reference, section 6; any of those named will do. */
export function platformRoutes(service: PlatformService): Route[] {
  const guarded = (
    method: string,
    path: string,
    handle: (service: PlatformService, request: HttpRequest) => HttpAnswer,
    ...permissions: string[]
  ): Route => ({
    method,
    path: `/api/v2${path}`,
    handle: guard(service, permissions, (request) => handle(service, request)),
  });
  const queue = '/routing/queues/{id}';
  const message = '/conversations/messages/{id}';
  const seeQueues = 'routing:queue:view';
  const seeMessages = ['conversation:message:view', 'conversation:webmessaging:view'];
  const hangUp = 'conversation:communication:disconnect';
  return [
    { method: 'POST', path: '/oauth/token', handle: (request) => service.oauth.issue(request) },
    guarded('GET', '/organizations/me', organization),
    guarded('GET', '/tokens/me', tokenInfo),
    guarded('HEAD', '/tokens/me', () => ({ status: 200 })),
    guarded('DELETE', '/tokens/me', revoke),
    guarded('GET', '/routing/queues', listQueues, seeQueues),
    guarded('GET', queue, showQueue, seeQueues),
    guarded('GET', `${queue}/members`, listMembers, seeQueues, 'routing:queueMember:manage'),
    guarded('GET', `${queue}/estimatedwaittime`, showEstimatedWait, seeQueues),
    guarded('GET', `${queue}/mediatypes/{mediaType}/estimatedwaittime`, showEstimatedWait, seeQueues),
    guarded('GET', '/routing/skills', listSkills, 'routing:skill:view'),
    guarded('GET', '/routing/languages', listLanguages),
    guarded('POST', '/analytics/queues/observations/query', queryObservations, 'analytics:queueObservation:view'),
    guarded('GET', '/architect/schedules', listSchedules, 'routing:schedule:view'),
    guarded('GET', '/architect/schedules/{id}', showSchedule, 'routing:schedule:view'),
    guarded('GET', '/architect/schedulegroups', listScheduleGroups, 'routing:scheduleGroup:view'),
    guarded('GET', '/architect/schedulegroups/{id}', showScheduleGroup, 'routing:scheduleGroup:view'),
    guarded('GET', '/architect/emergencygroups', listEmergencyGroups, 'routing:emergencyGroup:view'),
    guarded('GET', '/architect/emergencygroups/{id}', showEmergencyGroup, 'routing:emergencyGroup:view'),
    guarded('GET', '/webdeployments/deployments/{id}', showDeployment, 'webDeployments:deployment:view'),
    guarded('GET', `${message}/details`, messageDetails, ...seeMessages),
    guarded('GET', message, showConversation),
    guarded('PATCH', message, patchConversation, hangUp),
    guarded('PATCH', `${message}/participants/{participantId}`, patchParticipant, hangUp),
  ];
}

/** Every answer carries a correlation id, and every call needs a token and what it is allowed. Source: platform reference, section 3. */
function guard(
  service: PlatformService,
  permissions: readonly string[],
  handle: (request: HttpRequest) => HttpAnswer,
): HttpHandler {
  return (request) => {
    const failure = service.levers.platform.take();
    if (failure !== undefined) return platformError(service.world, failure.status, failure.retryAfterSeconds);
    if (!service.oauth.accepts(request)) return platformError(service.world, 401);
    const granted = service.administration.permissions;
    if (granted !== undefined && permissions.length > 0 && !permissions.some((one) => granted.includes(one))) {
      return permissionError(service.world, permissions);
    }
    const answer = handle(request);
    return { ...answer, headers: { 'inin-correlation-id': service.world.newUuid(), ...answer.headers } };
  };
}

function organization(service: PlatformService): HttpAnswer {
  const { id, name } = service.organization;
  return {
    status: 200,
    body: {
      id,
      name,
      defaultLanguage: 'en-us',
      domain: 'simulated',
      state: 'active',
      features: {},
      productPlatform: 'PureCloud',
    },
  };
}

function tokenInfo(service: PlatformService): HttpAnswer {
  return {
    status: 200,
    body: { organization: { ...service.organization }, OAuthClient: { organization: { ...service.organization } } },
  };
}

function revoke(service: PlatformService, request: HttpRequest): HttpAnswer {
  service.oauth.revoke(request);
  return { status: 204 };
}
