/**
 * The demo's page: its three files and the Web Chat bundle.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { WebChatBundle } from './webChatBundle';

const FOLDER = join(__dirname, 'page');

const FILES: Record<string, string> = {
  '/page.css': 'text/css; charset=utf-8',
  '/page.mjs': 'text/javascript; charset=utf-8',
  '/chatConnection.mjs': 'text/javascript; charset=utf-8',
  '/icon.svg': 'image/svg+xml',
};

/**
 * Serves the page. The result fits `startLocalChannel`'s `pages`: page and channel share one address, so that the page
 * needs no rights beyond its own origin.
 *
 * @param deskUrl the agent desk, shown in a frame; agents' pictures come from the same address.
 * @param rich with uploads, and a guide to them.
 */
export function demoPages(
  webChat: WebChatBundle,
  deskUrl: string,
  rich = false,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (request.method !== 'GET') return false;
    if (path === '/') {
      await sendIndex(response);
      return true;
    }
    if (path === '/webchat.js') {
      send(response, 'text/javascript; charset=utf-8', webChat.script);
      return true;
    }
    const type = FILES[path];
    if (!type) return false;
    send(response, type, await readFile(join(FOLDER, path)));
    return true;
  };

  async function sendIndex(response: ServerResponse): Promise<void> {
    const nonce = randomBytes(16).toString('base64');
    const values: Record<string, string> = { nonce, deskUrl, integrity: webChat.integrity, rich: String(rich) };
    let html = await readFile(join(FOLDER, 'index.html'), 'utf8');
    if (rich) {
      const guide = await readFile(join(FOLDER, 'richGuide.html'), 'utf8');
      html = html.replace(/(<ol>)[\s\S]*(<\/ol>)/, (_all, begin: string, end: string) => `${begin}\n${guide}${end}`);
    }
    response.setHeader('content-security-policy', contentSecurityPolicy(nonce, new URL(deskUrl).origin));
    send(
      response,
      'text/html; charset=utf-8',
      html.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole),
    );
  }
}

/** Web Chat puts one empty style element into the page without its nonce: this is the hash of nothing. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** Nothing from outside this machine, and no script that we did not put there. Web Chat needs the nonce and the blobs. */
function contentSecurityPolicy(nonce: string, deskOrigin: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}' ${EMPTY_STYLE}`,
    `img-src 'self' data: blob: ${deskOrigin}`,
    "connect-src 'self' blob:",
    `frame-src ${deskOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function send(response: ServerResponse, type: string, body: string | Buffer): void {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  response.end(body);
}
