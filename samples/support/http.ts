/**
 * The few lines of HTTP that the samples need, on `node:http` alone.
 *
 * A web framework would do as well (every Bot Framework sample uses one); doing without keeps `npm ci` small.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** This machine, and nobody else. */
export const LOOPBACK = '127.0.0.1';

/** Bot Framework activities stay below 256 KB; four times that is a mistake or an attack. */
const BODY_LIMIT_BYTES = 1024 * 1024;

/** A request that cannot be served; `status` is what the caller is told. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'HttpError';
  }
}

/**
 * Starts listening.
 *
 * @param port 0 takes any free port.
 * @param host unset listens on every interface, over IPv4 and IPv6.
 * @returns the port that was taken.
 */
export function listen(server: Server, port: number, host?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Stops listening and drops what is still open: event streams would otherwise hold the process for ever. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/**
 * Reads a request's body as a JSON object.
 *
 * @throws HttpError 413 when it is too large, 400 when it is not a JSON object.
 */
export async function readJsonObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_LIMIT_BYTES) throw new HttpError(413, 'The request is too large.');
    chunks.push(chunk);
  }
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new HttpError(400, 'The request is not JSON.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new HttpError(400, 'The request is not a JSON object.');
  }
  return body as Record<string, unknown>;
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

/** Answers a failed request: an {@link HttpError} as it says, anything else as 500 without its details. */
export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const known = error instanceof HttpError;
  sendJson(response, known ? error.status : 500, {
    error: {
      code: known ? 'BadRequest' : 'ServiceError',
      message: known ? error.message : 'Something went wrong here.',
    },
  });
}
