/** A text of ours with its places filled: `{name}` by `values.name`. In one pass, so that a `{` or `$` in a value is just itself. */
export function fillText(text: string, values: Readonly<Record<string, string | undefined>>): string {
  return text.replace(/\{(\w+)\}/g, (place, key: string) => (Object.hasOwn(values, key) ? (values[key] ?? '') : place));
}
