import get from 'lodash.get';
import { cleanText } from '../content/cleanText';
import type { UserData } from '../genesys/routingAttributes';

/**
 * Reads what the bot knows about its user out of the conversation state's bag, as it stands in this turn. What is missing
 * is simply not there: a handoff must never fail for want of a name.
 *
 * | variable | or else |
 * | --- | --- |
 * | `genesysCloud.firstName` | `internal.user.firstName` |
 * | `genesysCloud.lastName` | `internal.user.lastName` |
 * | `genesysCloud.phoneNumber` | |
 * | `genesysCloud.email` | |
 * | everything under `genesysCloud.customFields` | |
 */
export function readUserVariables(bag: unknown): UserData {
  return {
    firstName: read(bag, 'genesysCloud.firstName') ?? read(bag, 'internal.user.firstName'),
    lastName: read(bag, 'genesysCloud.lastName') ?? read(bag, 'internal.user.lastName'),
    phoneNumber: read(bag, 'genesysCloud.phoneNumber'),
    email: read(bag, 'genesysCloud.email'),
    customFields: flatten(get(bag, 'genesysCloud.customFields')),
  };
}

function read(bag: unknown, path: string): string | undefined {
  return render(get(bag, path));
}

/** The same shape out of what an author's `userData` gave back: texts only, nested fields flat, empty ones gone. */
export function renderUserData(data: unknown): UserData {
  return {
    firstName: read(data, 'firstName'),
    lastName: read(data, 'lastName'),
    phoneNumber: read(data, 'phoneNumber'),
    email: read(data, 'email'),
    customFields: flatten(get(data, 'customFields')),
  };
}

/** Text of a single value; `undefined` for what says nothing. */
function render(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return cleanText(value).trim() || undefined;
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'object':
      return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined;
    default:
      return undefined;
  }
}

/** How deep custom fields may nest. */
const MAX_DEPTH = 8;

/**
 * Nested fields get dotted keys; lists of single values are joined by commas, lists of objects are numbered from 0.
 * `above` ends what leads back to itself.
 */
function flatten(fields: unknown, prefix = '', above: readonly object[] = []): Record<string, string> {
  const flat: Record<string, string> = {};
  if (typeof fields !== 'object' || fields === null || above.length > MAX_DEPTH || above.includes(fields)) return flat;
  for (const [key, value] of Object.entries(fields)) {
    const path = prefix + key;
    const single = Array.isArray(value) ? renderList(value) : render(value);
    if (single !== undefined) flat[path] = single;
    else Object.assign(flat, flatten(value, `${path}.`, [...above, fields]));
  }
  return flat;
}

function renderList(values: unknown[]): string | undefined {
  const rendered = values.map(render);
  return values.length > 0 && rendered.every((value) => value !== undefined) ? rendered.join(', ') : undefined;
}
