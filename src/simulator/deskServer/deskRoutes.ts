import type { Agent } from '../agent';
import type { ContactCenter } from '../contactCenter';
import type { Conversation } from '../conversation';
import type { FileStore } from '../fileStore';
import type { HttpAnswer, HttpHandler, HttpRequest, Route } from '../http/routes';
import type { SimulatorLevers } from '../levers';
import { SimulatorError } from '../simulatorError';
import { type JsonObject, parseJsonObject, stringAt } from '../wireJson';
import { CANNED_MESSAGES, samplePicture } from './cannedMessages';
import { streamDeskState } from './deskEvents';
import { deskRefusal } from './deskGuard';
import { pullDeskLever } from './deskLevers';
import { deskFile } from './deskPages';
import { deskState } from './deskState';

/** What the desk leans on. */
export interface DeskService {
  readonly center: ContactCenter;
  readonly levers: SimulatorLevers;
  readonly files: FileStore;
  /** The host that the server listens on. */
  readonly host: string;
}

type ConversationAction = (agent: Agent, conversation: Conversation, body: JsonObject) => void;

const PICTURE = { filename: 'parcel.png', mime: 'image/png', data: samplePicture() };

const CONVERSATION_ACTIONS = new Map<string, ConversationAction>([
  ['accept', (agent, conversation) => agent.accept(conversation)],
  ['decline', (agent, conversation) => agent.decline(conversation)],
  ['typing', (agent, conversation) => agent.typing(conversation)],
  ['text', (agent, conversation, body) => void agent.sendText(conversation, stringAt(body, 'text') ?? '')],
  [
    'canned',
    (agent, conversation, body) => {
      const canned = CANNED_MESSAGES.find(({ name }) => name === stringAt(body, 'name'));
      if (canned === undefined) throw new SimulatorError('There is no such ready-made message.');
      agent.sendStructured(
        conversation,
        canned.body(() => agent.publish(PICTURE)),
      );
    },
  ],
  [
    'file',
    (agent, conversation, body) => {
      const data = Buffer.from(stringAt(body, 'data') ?? '', 'base64');
      if (data.length === 0) throw new SimulatorError('The file is empty.');
      const mime = stringAt(body, 'mime') ?? 'application/octet-stream';
      agent.sendAttachment(conversation, { filename: stringAt(body, 'name') ?? 'file', mime, data });
    },
  ],
  ['transfer', (agent, conversation, body) => agent.transfer(conversation, stringAt(body, 'queue') ?? '')],
  ['disconnect', (agent, conversation) => agent.disconnect(conversation)],
]);

/** The agent desk: its page, its live state and its actions. */
export function deskRoutes(service: DeskService): Route[] {
  const guarded = (method: string, path: string, handle: HttpHandler): Route => ({
    method,
    path,
    handle: (request, response) => {
      const reason = deskRefusal(request, service.host);
      return reason === undefined
        ? handle(request, response)
        : { status: 403, body: { message: `Refused: ${reason}` } };
    },
  });
  const { center } = service;
  return [
    guarded('GET', '/desk', () => deskFile('index.html')),
    guarded('GET', '/desk/', () => deskFile('index.html')),
    guarded('GET', '/desk/events', (_request, response) => {
      streamDeskState(center, center.changes, response);
      return 'streaming';
    }),
    guarded('GET', '/desk/api/state', () => ({ status: 200, body: deskState(center) })),
    guarded('POST', '/desk/api/conversations/{id}/{action}', (request) => act(service, request)),
    guarded('POST', '/desk/api/agents/{name}/on-queue', (request) => setOnQueue(service, request)),
    guarded('POST', '/desk/api/levers/{name}', (request) => pull(service, request)),
    guarded('GET', '/desk/files/{id}', (request) => file(service, request)),
    guarded('GET', '/desk/{name}', (request) => deskFile(request.params.name ?? '')),
  ];
}

function act({ center }: DeskService, request: HttpRequest): HttpAnswer {
  const body = bodyOf(request);
  const conversation = center.conversations.find((one) => one.id === request.params.id);
  const agent = center.findAgent(stringAt(body, 'agent') ?? '');
  const action = CONVERSATION_ACTIONS.get(request.params.action ?? '');
  if (conversation === undefined || agent === undefined || action === undefined) return { status: 404 };
  return attempt(() => action(agent, conversation, body));
}

function setOnQueue({ center }: DeskService, request: HttpRequest): HttpAnswer {
  const agent = center.findAgent(request.params.name ?? '');
  if (agent === undefined) return { status: 404 };
  return attempt(() => agent.setOnQueue(bodyOf(request).onQueue === true));
}

function pull({ levers }: DeskService, request: HttpRequest): HttpAnswer {
  return { status: pullDeskLever(levers, request.params.name ?? '', bodyOf(request)) ? 204 : 404 };
}

/** Pictures that a browser draws and never runs. */
const SHOWN_PICTURES: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/**
 * A file of the conversation, by an address that does not run out. A download, since it is the guest's content; only
 * pictures that cannot hold a script are shown (`?show`).
 */
function file({ files }: DeskService, request: HttpRequest): HttpAnswer {
  const stored = files.find(request.params.id ?? '');
  if (stored === undefined) return { status: 404 };
  const isShown = request.url.searchParams.has('show') && SHOWN_PICTURES.includes(stored.fileType);
  const headers = {
    'content-type': isShown ? stored.fileType : 'application/octet-stream',
    'content-security-policy': "default-src 'none'; sandbox",
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(stored.fileName)}`,
    'x-content-type-options': 'nosniff',
  };
  return { status: 200, headers, body: stored.data };
}

/** Somebody else was faster, or the conversation has ended: the page says so and goes on. */
function attempt(action: () => void): HttpAnswer {
  try {
    action();
    return { status: 204 };
  } catch (error) {
    if (error instanceof SimulatorError) return { status: 409, body: { message: error.message } };
    throw error;
  }
}

function bodyOf(request: HttpRequest): JsonObject {
  return parseJsonObject(request.body.toString('utf8')) ?? {};
}
