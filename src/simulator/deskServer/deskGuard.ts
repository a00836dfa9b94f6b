import { isIP } from 'node:net';
import type { HttpRequest } from '../http/routes';

/**
 * Why a request to the desk is refused, or undefined when it may pass. The desk has no password, so a web page that
 * happens to be open in the same browser must not be able to steer it:
 *
 * 1. `Host` must be a loopback name, an IP address or the host listened on: a foreign name pointing here (DNS
 *    rebinding) is refused.
 * 2. `Origin`, where a browser sends one, must be this server's own or a loopback address.
 * 3. A POST must be JSON: a form of another site cannot send that without asking first, and the answer would be no.
 */
export function deskRefusal(request: HttpRequest, listenHost: string): string | undefined {
  const { headers } = request.raw;
  const host = hostOf(`http://${headers.host ?? ''}`);
  if (host === undefined || !(isLoopback(host) || isAddress(host) || host === listenHost)) return 'unexpected Host';
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${headers.host}`) {
    const originHost = hostOf(origin);
    if (originHost === undefined || !isLoopback(originHost)) return 'cross-site request';
  }
  const isJson = /^application\/json\b/i.test(headers['content-type'] ?? '');
  return request.method === 'POST' && !isJson ? 'content type must be application/json' : undefined;
}

function hostOf(url: string): string | undefined {
  try {
    return new URL(url).hostname;
  } catch {
    return undefined;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

function isAddress(host: string): boolean {
  return isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}
