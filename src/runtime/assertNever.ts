/** Makes the compiler prove that a `switch` is exhaustive; reached only when data of a later version comes in. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected variant: ${JSON.stringify((value as { kind?: unknown })?.kind)}`);
}
