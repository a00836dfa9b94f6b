/** Most names that an error message lists. */
const MOST_NAMED = 5;

/**
 * The names that somebody may have meant, closest first: a few letters apart, or one within the other. None where nothing
 * comes near.
 */
export function nearMisses(wanted: string, names: readonly string[]): string[] {
  const target = plain(wanted);
  const allowed = Math.max(1, Math.floor(target.length / 3));
  return [...new Set(names)]
    .map((name) => ({ name, distance: distanceOf(target, plain(name)) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((one, other) => one.distance - other.distance || one.name.localeCompare(other.name))
    .slice(0, MOST_NAMED)
    .map(({ name }) => name);
}

/** `Did you mean "Billing"?`, or what there is instead, or nothing. */
export function suggestion(wanted: string, names: readonly string[]): string {
  const near = nearMisses(wanted, names);
  if (near.length > 0) return ` Near: ${near.map((name) => `"${name}"`).join(', ')}.`;
  if (names.length === 0) return ' There are none that the OAuth client may see.';
  const some = names.slice(0, MOST_NAMED).map((name) => `"${name}"`);
  return ` There ${names.length > MOST_NAMED ? `are ${names.length}, such as` : 'are'} ${some.join(', ')}.`;
}

/** For comparing names: Genesys' own comparison is not documented, so case, accents and spaces at the ends do not count. */
export function plain(name: string): string {
  return name.trim().normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

function distanceOf(one: string, other: string): number {
  if (one.length > 2 && other.length > 2 && (one.includes(other) || other.includes(one))) return 1;
  return levenshtein(one, other);
}

/** How many letters must be added, removed or changed. */
function levenshtein(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
