import type { SimulatedQueue } from '../contactCenter';
import type { HttpAnswer, HttpRequest } from '../http/routes';
import type { JsonObject } from '../wireJson';
import { entityPage } from './entityPages';
import { platformError } from './platformErrors';
import type { PlatformService } from './platformService';

/** `GET /routing/queues`: pages, filter by name (with `*` at either end) and by id. Source: platform reference 6.1. */
export function listQueues(service: PlatformService, request: HttpRequest): HttpAnswer {
  const query = request.url.searchParams;
  const ids = query.getAll('id').flatMap((id) => id.split(','));
  const hits = service.center.queues
    .filter((queue) => ids.length === 0 || ids.includes(queue.id))
    .filter((queue) => matchesName(query.get('name'), queue.name))
    .sort((one, other) => one.name.localeCompare(other.name) * (query.get('sortOrder')?.startsWith('desc') ? -1 : 1));
  return entityPage(
    service,
    request,
    hits.map((queue) => queueJson(service, queue)),
  );
}

/** `GET /routing/queues/{id}`. */
export function showQueue(service: PlatformService, request: HttpRequest): HttpAnswer {
  const queue = find(service, request);
  return queue === undefined ? platformError(service.world, 404) : { status: 200, body: queueJson(service, queue) };
}

/** `GET /routing/queues/{id}/members`. */
export function listMembers(service: PlatformService, request: HttpRequest): HttpAnswer {
  const queue = find(service, request);
  if (queue === undefined) return platformError(service.world, 404);
  const members = membersOf(service, queue).map((agent) => ({ id: agent.id, name: agent.name, joined: agent.onQueue }));
  return entityPage(service, request, members);
}

/** `GET /routing/queues/{id}[/mediatypes/{mediaType}]/estimatedwaittime`. Source: platform reference 6.2. */
export function showEstimatedWait(service: PlatformService, request: HttpRequest): HttpAnswer {
  const queue = find(service, request);
  if (queue === undefined) return platformError(service.world, 404);
  const seconds = service.administration.estimatedWaitSeconds[queue.name];
  const results =
    seconds === undefined ? [] : [{ intent: 'MESSAGE', formula: 'SIMPLE', estimatedWaitTimeSeconds: seconds }];
  return { status: 200, body: { results } };
}

function find(service: PlatformService, request: HttpRequest): SimulatedQueue | undefined {
  return service.center.queues.find((one) => one.id === request.params.id);
}

function membersOf(service: PlatformService, queue: SimulatedQueue) {
  return service.center.agents.filter((agent) => agent.queueNames.includes(queue.name));
}

function queueJson(service: PlatformService, queue: SimulatedQueue): JsonObject {
  const members = membersOf(service, queue);
  return {
    id: queue.id,
    name: queue.name,
    division: { id: service.organization.id, name: 'Home' },
    memberCount: members.length,
    joinedMemberCount: members.filter((agent) => agent.onQueue).length,
    skillEvaluationMethod: 'NONE',
    mediaSettings: {},
    selfUri: `/api/v2/routing/queues/${queue.id}`,
  };
}

function matchesName(filter: string | null, name: string): boolean {
  if (filter === null || filter === '') return true;
  const wanted = filter.toLowerCase();
  const core = wanted.replace(/^\*|\*$/g, '');
  const given = name.toLowerCase();
  if (wanted.startsWith('*') && wanted.endsWith('*')) return given.includes(core);
  if (wanted.startsWith('*')) return given.endsWith(core);
  return wanted.endsWith('*') ? given.startsWith(core) : given === core;
}
