import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject } from '../wireJson';

/** What a handler answers with. A `Buffer` or string goes out as it is, anything else as JSON. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string | JsonObject | readonly JsonObject[];
}

/** A request on its way to a handler. */
export interface HttpRequest {
  readonly raw: IncomingMessage;
  readonly method: string;
  readonly url: URL;
  /** Decoded values of the path's `{names}`. */
  readonly params: Readonly<Record<string, string>>;
  /** The body, at most `LARGEST_BODY_BYTES`. */
  readonly body: Buffer;
}

/** Handlers that keep the response open, such as server-sent events, write to it themselves and answer 'streaming'. */
export type HttpHandler = (request: HttpRequest, response: ServerResponse) => HttpAnswer | 'streaming';

/** One address of the server: a method and a path such as `/api/v2/routing/queues/{id}`. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly handle: HttpHandler;
}

/** The route for a request with the values of its path, or undefined. */
export function matchRoute(
  routes: readonly Route[],
  method: string,
  pathname: string,
): { route: Route; params: Record<string, string> } | undefined {
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = matchPath(route.path, pathname);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function matchPath(pattern: string, pathname: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = pathname.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (!part.startsWith('{')) {
      if (part !== value) return undefined;
      continue;
    }
    try {
      params[part.slice(1, -1)] = decodeURIComponent(value);
    } catch {
      return undefined;
    }
  }
  return params;
}
