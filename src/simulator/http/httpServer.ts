import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { World } from '../world';
import { type HttpAnswer, matchRoute, type Route } from './routes';

/** Largest request body: an attachment of 10 MB and something to spare. */
export const LARGEST_BODY_BYTES = 11 * 1024 * 1024;

/** What the one port serves. */
export interface HttpServerOptions {
  readonly world: World;
  readonly host: string;
  readonly port: number;
  readonly routes: readonly Route[];
  /** The answer where no route fits. */
  readonly notFound: (pathname: string) => HttpAnswer;
  readonly upgrade: (request: IncomingMessage, stream: Duplex, head: Buffer, url: URL) => void;
}

/** A listening server. */
export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens and serves. Rejects when the port is taken. */
export async function listen(options: HttpServerOptions): Promise<RunningServer> {
  const server = createServer((request, response) => void serve(options, request, response));
  server.on('upgrade', (request, stream, head) => {
    // The peer may be gone before the answer is written.
    stream.on('error', () => {});
    options.upgrade(request, stream, head, urlOf(request));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server) };
}

async function serve(options: HttpServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const url = urlOf(request);
    const method = request.method ?? 'GET';
    const body = await readBody(request);
    if (body === undefined) return write(response, { status: 413, headers: { connection: 'close' } });
    const match = matchRoute(options.routes, method, url.pathname);
    const answer =
      match === undefined
        ? options.notFound(url.pathname)
        : match.route.handle({ raw: request, method, url, params: match.params, body }, response);
    if (answer !== 'streaming') write(response, answer);
  } catch (error) {
    options.world.log('http.failed', { reason: error instanceof Error ? error.name : 'unknown' });
    if (!response.headersSent)
      write(response, { status: 500, body: { message: 'Internal server error', status: 500 } });
  }
}

function write(response: ServerResponse, answer: HttpAnswer): void {
  const { body } = answer;
  const isRaw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  const bytes = Buffer.from(isRaw ? (body ?? '') : JSON.stringify(body));
  const type: Record<string, string> = isRaw ? {} : { 'content-type': 'application/json; charset=utf-8' };
  const length: Record<string, string | number> = answer.status === 204 ? {} : { 'content-length': bytes.length };
  response.writeHead(answer.status, { ...type, ...length, ...answer.headers });
  response.end(bytes);
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function urlOf(request: IncomingMessage): URL {
  // "//host" at the start of the request line would otherwise be read as another authority.
  return new URL(`http://localhost${(request.url ?? '/').replace(/^\/+/, '/')}`);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
