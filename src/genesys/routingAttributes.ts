/** Where the agent work should go, as far as a guest may wish: the inbound message flow decides. */
export interface Routing {
  /** Queue, by name or id. */
  queue?: string;
  /** ACD skills, by name. */
  skills?: readonly string[];
  /** Language skill or code. */
  language?: string;
  /** One point is worth one minute of waiting. */
  priority?: number;
}

/** Who is asking, as read from conversation state. */
export interface UserData {
  firstName?: string;
  lastName?: string;
  phoneNumber?: string;
  email?: string;
  /** Flat: nested fields have dotted keys. */
  customFields: Record<string, string>;
}

/** Genesys' limits of a priority. Source: help.mypurecloud.com, "Set up a Transfer to ACD action" (2026-11). */
const MAX_PRIORITY = 25_000_000;

/** The attributes of the first message, and what had no room in them. */
export interface FittedAttributes {
  attributes: Record<string, string>;
  /** Keys and values that did not fit, in order: they are to be said in the first message. */
  left: [key: string, value: string][];
}

/**
 * The custom attributes of the first message: `queue`, `skills` (comma-separated), `language`, `priority`, `firstName`,
 * `lastName`, `phoneNumber`, `email`, and each custom field under its own key. Genesys puts them on the customer
 * participant under the same keys, where an inbound message flow reads them with *Get Participant Data*; no key is
 * reserved by Genesys (web-messaging reference, section 7). A custom field that bears one of our names is sent as
 * `customFields.<name>`.
 *
 * They are limited to `maxBytes` of UTF-8, keys and values together. In order of priority: routing, contact data, custom
 * fields in the author's order; what does not fit is left out and named in `left`.
 */
export function fitAttributes(routing: Routing, user: UserData, maxBytes: number): FittedAttributes {
  const wanted: [string, string | undefined][] = [
    ['queue', routing.queue],
    ['skills', routing.skills?.length ? routing.skills.join(',') : undefined],
    ['language', routing.language],
    ['priority', priorityText(routing.priority)],
    ['firstName', user.firstName],
    ['lastName', user.lastName],
    ['phoneNumber', user.phoneNumber],
    ['email', user.email],
  ];
  const ours = new Set(wanted.map(([key]) => key));
  for (const [key, value] of Object.entries(user.customFields)) {
    wanted.push([ours.has(key) ? `customFields.${key}` : key, value]);
  }
  const fitted: FittedAttributes = { attributes: {}, left: [] };
  let bytes = 0;
  for (const [key, value] of wanted) {
    if (value === undefined || value === '') continue;
    const size = Buffer.byteLength(key) + Buffer.byteLength(value);
    if (bytes + size > maxBytes) {
      fitted.left.push([key, value]);
      continue;
    }
    bytes += size;
    fitted.attributes[key] = value;
  }
  return fitted;
}

/** The flow reads a whole number; anything else would give it none at all. */
function priorityText(priority: number | undefined): string | undefined {
  if (priority === undefined || !Number.isFinite(priority)) return undefined;
  return String(Math.round(Math.min(MAX_PRIORITY, Math.max(-MAX_PRIORITY, priority))));
}
