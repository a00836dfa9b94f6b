import type { SimulatedQueue } from '../contactCenter';
import type { HttpAnswer, HttpRequest } from '../http/routes';
import type { JsonObject } from '../wireJson';
import { platformError } from './platformErrors';
import type { PlatformService } from './platformRoutes';

/** Largest page of the queue list. Source: limits of other list calls; for this one unverified. */
const LARGEST_PAGE = 500;

/** `GET /routing/queues`: pages, filter by name (with `*` at either end) and by id. Source: platform reference 6.1. */
export function listQueues(service: PlatformService, request: HttpRequest): HttpAnswer {
  const query = request.url.searchParams;
  const pageNumber = integer(query.get('pageNumber'), 1);
  const pageSize = integer(query.get('pageSize'), 25);
  if (pageNumber === undefined || pageSize === undefined || pageSize > LARGEST_PAGE)
    return platformError(service.world, 400);
  const ids = query.getAll('id').flatMap((id) => id.split(','));
  const hits = service.center.queues
    .filter((queue) => ids.length === 0 || ids.includes(queue.id))
    .filter((queue) => matchesName(query.get('name'), queue.name))
    .sort((one, other) => one.name.localeCompare(other.name) * (query.get('sortOrder')?.startsWith('desc') ? -1 : 1));
  const pageCount = Math.max(1, Math.ceil(hits.length / pageSize));
  const entities = hits
    .slice((pageNumber - 1) * pageSize, pageNumber * pageSize)
    .map((queue) => queueJson(service, queue));
  const page = (number: number) => `/api/v2/routing/queues?pageSize=${pageSize}&pageNumber=${number}`;
  const body = {
    entities,
    pageSize,
    pageNumber,
    total: hits.length,
    pageCount,
    firstUri: page(1),
    selfUri: page(pageNumber),
    lastUri: page(pageCount),
    ...(pageNumber < pageCount ? { nextUri: page(pageNumber + 1) } : {}),
    ...(pageNumber > 1 ? { previousUri: page(pageNumber - 1) } : {}),
  };
  return { status: 200, body };
}

/** `GET /routing/queues/{id}`. */
export function showQueue(service: PlatformService, request: HttpRequest): HttpAnswer {
  const queue = service.center.queues.find((one) => one.id === request.params.id);
  return queue === undefined ? platformError(service.world, 404) : { status: 200, body: queueJson(service, queue) };
}

function queueJson(service: PlatformService, queue: SimulatedQueue): JsonObject {
  const members = service.center.agents.filter((agent) => agent.queueNames.includes(queue.name));
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

function integer(text: string | null, otherwise: number): number | undefined {
  if (text === null) return otherwise;
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
