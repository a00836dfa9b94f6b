/** Longest address that is passed on; signed ones of Genesys have about a thousand characters. */
const MAX_URL = 2_048;

/**
 * An address that may be shown to somebody to click on: http or https, no user name in it, nothing invisible.
 * `undefined` for everything else (`javascript:`, `data:`, `file:`, …).
 */
export function safeUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > MAX_URL) return undefined;
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return undefined;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  return url.username || url.password ? undefined : url.href;
}
