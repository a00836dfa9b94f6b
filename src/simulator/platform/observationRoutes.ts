import type { HttpAnswer, HttpRequest } from '../http/routes';
import { asArray, asObject, type JsonObject, parseJsonObject, stringAt } from '../wireJson';
import { platformError } from './platformErrors';
import type { PlatformService } from './platformService';

/**
 * `POST /analytics/queues/observations/query`. User metrics come in a group without media type, conversation metrics in
 * one with it; a group with nothing to report has no `data`. Source: platform reference, section 6.3.
 */
export function queryObservations(service: PlatformService, request: HttpRequest): HttpAnswer {
  const query = parseJsonObject(request.body.toString('utf8'));
  const predicates = asArray(asObject(query?.filter)?.predicates).map(asObject);
  const ids = predicates
    .filter((one) => stringAt(one, 'dimension') === 'queueId')
    .flatMap((one) => stringAt(one, 'value') ?? []);
  const metrics = asArray(query?.metrics);
  if (ids.length === 0 || metrics.length === 0) return platformError(service.world, 400);
  const results = ids.flatMap((id) => observe(service, id, metrics));
  return { status: 200, body: { results } };
}

function observe(service: PlatformService, queueId: string, metrics: readonly unknown[]): JsonObject[] {
  const queue = service.center.queues.find((one) => one.id === queueId);
  if (queue === undefined) return [];
  const here = service.center.conversations.filter((one) => one.queue.id === queueId);
  const agents = service.center.agents.filter((one) => one.onQueue && one.queueNames.includes(queue.name));
  const busy = agents.filter((agent) =>
    service.center.conversations.some((one) => one.state === 'connected' && one.agentName === agent.name),
  );
  const count = (metric: string, number: number, qualifier?: string): JsonObject[] =>
    number === 0 || !metrics.includes(metric)
      ? []
      : [{ metric, ...(qualifier === undefined ? {} : { qualifier }), stats: { count: number } }];
  const users = [
    ...count('oOnQueueUsers', agents.length - busy.length, 'IDLE'),
    ...count('oOnQueueUsers', busy.length, 'INTERACTING'),
  ];
  const conversations = [
    ...count('oWaiting', here.filter((one) => one.state === 'waiting' || one.state === 'alerting').length),
    ...count('oInteracting', here.filter((one) => one.state === 'connected').length),
  ];
  return [
    { group: { queueId }, ...(users.length === 0 ? {} : { data: users }) },
    { group: { queueId, mediaType: 'message' }, ...(conversations.length === 0 ? {} : { data: conversations }) },
  ];
}
