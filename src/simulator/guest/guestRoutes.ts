import { publicConfiguration, publicDomains } from '../deployment';
import { UPLOAD_TAGGING } from '../fileStore';
import type { HttpAnswer, HttpRequest, Route } from '../http/routes';
import { platformError } from '../platform/platformErrors';
import { acceptUpload } from './attachmentActions';
import type { GuestService } from './guestService';

/** Pages of the public configuration may be read from any origin, as a website must. */
const PUBLIC = { 'access-control-allow-origin': '*', 'cache-control': 'no-store' };

/** What a guest does by HTTP: public configuration, history, uploads, downloads. */
export function guestRoutes(service: GuestService, baseUrl: () => string): Route[] {
  const deployments = '/webdeployments/v1/deployments/{id}';
  return [
    {
      method: 'GET',
      path: `${deployments}/config.json`,
      handle: (request) => configuration(service, request, baseUrl()),
    },
    { method: 'GET', path: `${deployments}/domains.json`, handle: (request) => domains(service, request) },
    { method: 'GET', path: '/api/v2/webmessaging/messages', handle: (request) => history(service, request) },
    { method: 'PUT', path: '/simulator/uploads/{id}', handle: (request) => upload(service, request) },
    { method: 'GET', path: '/simulator/downloads/{key}/{name}', handle: (request) => download(service, request) },
  ];
}

function configuration(service: GuestService, request: HttpRequest, baseUrl: string): HttpAnswer {
  const failure = service.levers.configuration.take();
  if (failure !== undefined) return { status: failure.status, headers: PUBLIC };
  const deployment = service.deployments.get(request.params.id ?? '');
  if (deployment === undefined) return { status: 404, headers: PUBLIC };
  return { status: 200, headers: PUBLIC, body: publicConfiguration(deployment, baseUrl) };
}

function domains(service: GuestService, request: HttpRequest): HttpAnswer {
  const deployment = service.deployments.get(request.params.id ?? '');
  if (deployment === undefined) return { status: 404, headers: PUBLIC };
  return { status: 200, headers: PUBLIC, body: publicDomains(deployment) };
}

/** The transcript, newest first; past its end an empty page. Source: web messaging reference 2.12. */
function history(service: GuestService, request: HttpRequest): HttpAnswer {
  const { world, levers, options } = service;
  const failure = levers.history.take();
  if (failure !== undefined) return platformError(world, failure.status);
  const jwt = /^bearer (.+)$/i.exec(request.raw.headers.authorization ?? '')?.[1] ?? '';
  const session = service.sessions.findById(service.jwts.verify(jwt) ?? '');
  if (session === undefined) return platformError(world, 401);
  const retryAfterSeconds = options.limits.enforce ? session.historyReads.take(world.clock.now()) : 0;
  if (retryAfterSeconds > 0) return platformError(world, 429, retryAfterSeconds);
  const pageSize = positive(request.url.searchParams.get('pageSize'), 25);
  const pageNumber = positive(request.url.searchParams.get('pageNumber'), 1);
  const visibleUntilMs = world.clock.now() - levers.historyLagMs;
  const newestFirst = session.transcript.filter((entry) => entry.timeMs <= visibleUntilMs).reverse();
  const entities = newestFirst.slice((pageNumber - 1) * pageSize, pageNumber * pageSize).map((entry) => entry.body);
  const total = newestFirst.length;
  return { status: 200, body: { entities, pageSize, pageNumber, total, pageCount: Math.ceil(total / pageSize) } };
}

function upload(service: GuestService, request: HttpRequest): HttpAnswer {
  const file = service.files.find(request.params.id ?? '');
  const { headers } = request.raw;
  const isSigned = file?.uploadKey === request.url.searchParams.get('key');
  if (file === undefined || !isSigned || headers['x-amz-tagging'] !== UPLOAD_TAGGING) return { status: 403 };
  // The storage refuses a second kind of authorisation beside the signed address.
  if (headers.authorization !== undefined || headers['content-type'] === undefined) return { status: 400 };
  acceptUpload(service, file, request.body);
  return { status: 200 };
}

function download(service: GuestService, request: HttpRequest): HttpAnswer {
  const file = service.files.download(request.params.key ?? '');
  if (file === undefined) return { status: 404 };
  const headers = {
    'content-type': file.fileType,
    // A guest's file is shown by no page of this origin.
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  };
  return { status: 200, headers, body: file.data };
}

function positive(text: string | null, otherwise: number): number {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : otherwise;
}
