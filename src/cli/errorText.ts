/** An error's words, or undefined when it is none. Structural, since errors of Node cross realms under test runners. */
export function errorText(error: unknown): string | undefined {
  return memberOf(error, 'message');
}

/** An error's code, such as `EADDRINUSE`. */
export function errorCode(error: unknown): string | undefined {
  return memberOf(error, 'code');
}

function memberOf(error: unknown, key: 'message' | 'code'): string | undefined {
  const value = typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}
