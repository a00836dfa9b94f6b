import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands between a client and Genesys: it notes down what passes, and answers in Genesys' place where told to. */
export interface Gateway {
  /** With a path, as real gateways have one. */
  readonly url: string;
  /** `POST /oauth/token`, `GET /api/v2/routing/queues?name=…`, in order. */
  readonly calls: string[];
  /** Answers the next requests to paths that begin like this; `undefined` never answers. */
  intercept(path: string, answer: GatewayAnswer | undefined, times?: number): void;
  close(): Promise<void>;
}

export interface GatewayAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

const BASE = '/genesys/cloud';

/** Starts a gateway in front of `targetUrl`. */
export async function startGateway(targetUrl: string): Promise<Gateway> {
  const calls: string[] = [];
  const target = new URL(targetUrl);
  let interceptions: { path: string; answer: GatewayAnswer | undefined; times: number }[] = [];
  const serve = (incoming: IncomingMessage, response: ServerResponse): void => {
    const path = (incoming.url ?? '').replace(BASE, '');
    calls.push(`${incoming.method} ${path}`);
    const found = interceptions.find((one) => path.startsWith(one.path));
    if (found !== undefined) {
      found.times -= 1;
      interceptions = interceptions.filter((one) => one.times > 0);
      if (found.answer !== undefined)
        response.writeHead(found.answer.status, found.answer.headers).end(found.answer.body);
      return;
    }
    const onward = request(
      { host: target.hostname, port: target.port, path, method: incoming.method, headers: incoming.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    incoming.pipe(onward);
  };
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}`,
    calls,
    intercept: (path, answer, times = 1) => void interceptions.push({ path, answer, times }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
