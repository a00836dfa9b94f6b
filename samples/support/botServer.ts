/**
 * The web server of a bot: `POST /api/messages`, handed to a `CloudAdapter`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Request, Response } from 'botbuilder';
import { close, HttpError, listen, readJsonObject, sendError, sendJson } from './http';

/** A turn that hangs must not keep the bot from stopping. Hosts commonly kill after ten seconds or more. */
const GRACE_MS = 5_000;

export interface BotServerOptions {
  /** 0 takes any free port. */
  port: number;
  /**
   * Answer this machine only. For a bot without an app id: it cannot tell who calls it, and would do what anybody on the
   * network says, including to send its answers to an address of their choice.
   */
  thisMachineOnly: boolean;
  /** One request, its body parsed, with the members that `CloudAdapter.process` asks for. */
  process(request: Request, response: Response): Promise<void>;
}

export interface BotServer {
  /** Where channels post activities to. */
  readonly url: string;
  /** Takes no more requests, lets the turns under way finish (within a few seconds), and stops. */
  close(): Promise<void>;
}

/** Starts the server. Rejects when the port is taken. */
export async function startBotServer(options: BotServerOptions): Promise<BotServer> {
  const turns = new Set<Promise<void>>();
  let closing = false;

  const server = createServer((request, response) => {
    const turn = serve(request, response)
      .catch((error) => sendError(response, error))
      .finally(() => turns.delete(turn));
    turns.add(turn);
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (closing) throw new HttpError(503, 'This bot is stopping.');
    if (options.thisMachineOnly && !isThisMachine(request.socket.remoteAddress)) {
      throw new HttpError(403, 'This bot runs without MicrosoftAppId and so answers only the machine it runs on.');
    }
    const path = (request.url ?? '/').split('?')[0];
    if (path !== '/api/messages') return sendJson(response, 404, { error: { code: 'NotFound' } });
    if (request.method !== 'POST') {
      return sendJson(response, 405, { error: { code: 'MethodNotAllowed' } }, { allow: 'POST' });
    }
    const body = await readJsonObject(request);
    await options.process(Object.assign(request, { body }), withBotFrameworkMembers(response));
  }

  const port = await listen(server, options.port);
  return {
    url: `http://localhost:${port}/api/messages`,
    async close() {
      closing = true;
      const grace = delayed(GRACE_MS);
      await Promise.race([Promise.all(turns), grace.over]);
      grace.cancel();
      await close(server);
    },
  };
}

/** What Express and Restify add to a response and `CloudAdapter.process` relies on. */
function withBotFrameworkMembers(response: ServerResponse): Response {
  return Object.assign(response, {
    status: (code: number) => {
      response.statusCode = code;
    },
    header: (name: string, value: unknown) => response.setHeader(name, String(value)),
    send: (body: unknown) => {
      if (typeof body === 'string') {
        response.write(body);
        return;
      }
      response.setHeader('content-type', 'application/json; charset=utf-8');
      response.write(JSON.stringify(body));
    },
  });
}

function delayed(delayMs: number): { over: Promise<void>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, delayMs);
  });
  return { over, cancel: () => clearTimeout(timer) };
}

function isThisMachine(address: string | undefined): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address ?? '');
}
