/** Wire JSON is `unknown` until looked at; these look at it and never throw. */
export type JsonObject = Record<string, unknown>;

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of an array; whatever else stands in it is passed over. */
export function asObjects(value: unknown): JsonObject[] {
  return asArray(value)
    .map(asObject)
    .filter((item) => item !== undefined);
}

export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Text with something in it. */
export function asFilled(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export function asNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

export function asBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  // Metadata maps hold strings only, so flags travel as "true" and "false" there.
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

/** Parsed JSON, or undefined where the text is none (JSON `null` counts as none: no frame is `null`). */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

/** For the `default` of a switch over a union: a new variant becomes a compile error here. */
export function assertNever(value: never): never {
  throw new Error(`unexpected variant ${String((value as { kind?: unknown })?.kind ?? value)}`);
}
