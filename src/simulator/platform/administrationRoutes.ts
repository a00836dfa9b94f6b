import { publicDomains, type SimulatedDeployment } from '../deployment';
import type { HttpAnswer, HttpRequest } from '../http/routes';
import { stableUuid } from '../simulatorOptions';
import type { JsonObject } from '../wireJson';
import { entityPage } from './entityPages';
import { platformError } from './platformErrors';
import type { PlatformService } from './platformService';

type Handler = (service: PlatformService, request: HttpRequest) => HttpAnswer;

/** `GET /routing/skills`: `name` is a starts-with filter. Source: platform reference, section 6.1. */
export const listSkills: Handler = (service, request) =>
  entityPage(service, request, startingWith(request, named('skill', service.administration.skills)));

/** `GET /routing/languages`, the same. */
export const listLanguages: Handler = (service, request) =>
  entityPage(service, request, startingWith(request, named('language', service.administration.languages)));

export const listSchedules: Handler = (service, request) => entityPage(service, request, schedulesOf(service));
export const showSchedule: Handler = (service, request) => show(service, request, schedulesOf(service));
export const listScheduleGroups: Handler = (service, request) => entityPage(service, request, groupsOf(service));
export const showScheduleGroup: Handler = (service, request) => show(service, request, groupsOf(service));
export const listEmergencyGroups: Handler = (service, request) => entityPage(service, request, emergenciesOf(service));
export const showEmergencyGroup: Handler = (service, request) => show(service, request, emergenciesOf(service));

/** `GET /webdeployments/deployments/{id}`. Source: platform reference, section 6.10. */
export const showDeployment: Handler = (service, request) => {
  const deployment = service.deployments.get(request.params.id ?? '');
  return deployment === undefined
    ? platformError(service.world, 404)
    : { status: 200, body: deploymentJson(service, deployment) };
};

function deploymentJson(service: PlatformService, deployment: SimulatedDeployment): JsonObject {
  const flow = service.administration.inboundFlowName;
  return {
    id: deployment.id,
    name: deployment.name,
    status: deployment.configuration.status,
    ...publicDomains(deployment),
    ...(flow === undefined ? {} : { flow: { id: stableUuid(`flow ${flow}`), name: flow } }),
    configuration: { id: stableUuid(`configuration ${deployment.id}`), version: '1' },
  };
}

function schedulesOf({ administration }: PlatformService): JsonObject[] {
  return administration.schedules
    .filter(({ state }) => state !== 'deleted')
    .map(({ name, state, ...times }) => ({ id: idOf('schedule', name), name, state: state ?? 'active', ...times }));
}

function groupsOf({ administration }: PlatformService): JsonObject[] {
  const references = (names: readonly string[] = []) => names.map((name) => ({ id: idOf('schedule', name), name }));
  return administration.scheduleGroups.map((group) => ({
    id: idOf('schedule group', group.name),
    name: group.name,
    state: 'active',
    timeZone: group.timeZone,
    openSchedules: references(group.openSchedules),
    closedSchedules: references(group.closedSchedules),
    holidaySchedules: references(group.holidaySchedules),
  }));
}

function emergenciesOf({ administration }: PlatformService): JsonObject[] {
  return administration.emergencyGroups.map(({ name, enabled }) => ({
    id: idOf('emergency group', name),
    name,
    state: 'active',
    enabled,
    emergencyCallFlows: [],
  }));
}

function show(service: PlatformService, request: HttpRequest, entities: readonly JsonObject[]): HttpAnswer {
  const found = entities.find(({ id }) => id === request.params.id);
  return found === undefined ? platformError(service.world, 404) : { status: 200, body: found };
}

function named(kind: string, names: readonly string[]): JsonObject[] {
  return names.map((name) => ({ id: idOf(kind, name), name, state: 'active' }));
}

function startingWith(request: HttpRequest, entities: JsonObject[]): JsonObject[] {
  const prefix = (request.url.searchParams.get('name') ?? '').toLowerCase();
  return entities.filter(({ name }) => String(name).toLowerCase().startsWith(prefix));
}

function idOf(kind: string, name: string): string {
  return stableUuid(`${kind} ${name}`);
}
