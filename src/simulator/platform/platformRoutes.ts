import type { ContactCenter } from '../contactCenter';
import type { GuestSessions } from '../guest/guestSessions';
import type { HttpAnswer, HttpHandler, HttpRequest, Route } from '../http/routes';
import type { LeverState } from '../leverState';
import type { World } from '../world';
import { messageDetails, patchConversation, patchParticipant, showConversation } from './conversationRoutes';
import type { OAuthServer } from './oauth';
import { platformError } from './platformErrors';
import { listQueues, showQueue } from './queueRoutes';

/** What the platform API leans on. */
export interface PlatformService {
  readonly world: World;
  readonly levers: LeverState;
  readonly center: ContactCenter;
  readonly sessions: GuestSessions;
  readonly oauth: OAuthServer;
  readonly organization: { readonly id: string; readonly name: string };
}

/** The part of the platform API that a handoff uses. Permissions are not modelled: a good token may do everything. */
export function platformRoutes(service: PlatformService): Route[] {
  const guarded = (method: string, path: string, handle: (request: HttpRequest) => HttpAnswer): Route => ({
    method,
    path,
    handle: guard(service, handle),
  });
  const conversations = '/api/v2/conversations/messages';
  return [
    { method: 'POST', path: '/oauth/token', handle: (request) => service.oauth.issue(request) },
    guarded('GET', '/api/v2/organizations/me', () => organization(service)),
    guarded('GET', '/api/v2/tokens/me', () => tokenInfo(service)),
    guarded('HEAD', '/api/v2/tokens/me', () => ({ status: 200 })),
    guarded('DELETE', '/api/v2/tokens/me', (request) => revoke(service, request)),
    guarded('GET', '/api/v2/routing/queues', (request) => listQueues(service, request)),
    guarded('GET', '/api/v2/routing/queues/{id}', (request) => showQueue(service, request)),
    guarded('GET', `${conversations}/{id}/details`, (request) => messageDetails(service, request)),
    guarded('GET', `${conversations}/{id}`, (request) => showConversation(service, request)),
    guarded('PATCH', `${conversations}/{id}`, (request) => patchConversation(service, request)),
    guarded('PATCH', `${conversations}/{id}/participants/{participantId}`, (request) =>
      patchParticipant(service, request),
    ),
  ];
}

/** Every answer carries a correlation id, and every call needs a token. Source: platform reference, section 3. */
function guard(service: PlatformService, handle: (request: HttpRequest) => HttpAnswer): HttpHandler {
  return (request) => {
    const failure = service.levers.platform.take();
    if (failure !== undefined) return platformError(service.world, failure.status, failure.retryAfterSeconds);
    if (!service.oauth.accepts(request)) return platformError(service.world, 401);
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
