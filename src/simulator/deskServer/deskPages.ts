import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { HttpAnswer } from '../http/routes';

/** The page's files lie beside the sources, and the build copies them beside the compiled code. */
const DESK_FOLDER = join(__dirname, '..', 'desk');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Nothing from outside, no inline script: what a user writes can never become code. Pages of this machine may frame
 * the desk, as the demo does.
 */
const SECURITY = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self' http://localhost:* http://127.0.0.1:*",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** One file of the desk's page; only names that are in the folder are served. */
export function deskFile(name: string): HttpAnswer {
  if (!readdirSync(DESK_FOLDER).includes(name)) return { status: 404, headers: SECURITY };
  const headers = { ...SECURITY, 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' };
  return { status: 200, headers, body: readFileSync(join(DESK_FOLDER, name)) };
}
