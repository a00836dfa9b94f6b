import type { AgentWords } from '../agentWords';
import { cleanName, cleanText, cut } from '../content/cleanText';
import { htmlToText } from '../content/htmlToText';
import type { ActivityLike } from './botSdk';
import { ANSWER_KEY } from './richActivity';

/** Longest text of one message; what is beyond it would fill the mailbox alone. */
const MAX_TEXT = 40_000;

/** Fields of a submitted card that an agent can take in. */
const MAX_FIELDS = 60;

/**
 * What an activity of the user says to the agent, as readable text; `undefined` for activities that say nothing to a
 * human (events, invokes, membership). Files are not in it.
 */
export function agentTextOf(activity: ActivityLike, words: AgentWords): string | undefined {
  const text = say(activity, words);
  return text === undefined ? undefined : cut(cleanText(text), MAX_TEXT).trim() || undefined;
}

function say(activity: ActivityLike, words: AgentWords): string | undefined {
  switch (activity.type) {
    case 'message':
      return messageText(activity, words);
    case 'messageUpdate': {
      const text = messageText(activity, words);
      return text && words.render('messageChanged', { text });
    }
    case 'messageDelete':
      return words.render('messageDeleted');
    case 'messageReaction':
      return reactionText(activity, words);
    default:
      return undefined;
  }
}

function messageText(activity: ActivityLike, words: AgentWords): string | undefined {
  const lines: string[] = [];
  const text = writtenText(activity);
  if (text !== '') lines.push(text);
  for (const entity of entitiesOf(activity)) {
    const place = placeOf(entity);
    if (place !== '') lines.push(words.render('locationSent', { place }) ?? '');
  }
  for (const { contentType, content } of activity.attachments ?? []) {
    if (/vcard/i.test(contentType ?? '') && typeof content === 'string')
      lines.push(words.render('contactSent') ?? '', ...contactLines(content));
  }
  // A card's submit button sends its values without a text.
  if (lines.length === 0 && activity.value !== undefined && activity.value !== null)
    lines.push(valueText(activity.value));
  return lines.filter((line) => line !== '').join('\n') || undefined;
}

/** The user's words: out of Teams' HTML where there is some, and without the mention of the bot that a channel demands. */
function writtenText(activity: ActivityLike): string {
  const botName = activity.recipient?.name;
  const html = activity.attachments?.find(({ contentType }) => contentType === 'text/html')?.content;
  if (typeof html === 'string' && html.trim() !== '') return htmlToText(html, botName);
  let text = activity.text ?? '';
  for (const entity of entitiesOf(activity)) {
    const { id, name } = (entity.mentioned ?? {}) as { id?: unknown; name?: unknown };
    if (entity.type !== 'mention' || typeof entity.text !== 'string' || entity.text === '') continue;
    const isBot = id !== undefined && id === activity.recipient?.id;
    // A function, since a name may hold a dollar sign, which means something in a replacement.
    const written = isBot ? '' : String(name ?? entity.text);
    text = text.replace(entity.text, () => written);
  }
  return activity.textFormat === 'xml' ? htmlToText(text, botName) : text.trim();
}

function entitiesOf({ entities }: ActivityLike): Record<string, unknown>[] {
  return Array.isArray(entities) ? entities.filter((entity) => typeof entity === 'object' && entity !== null) : [];
}

/** Locations come as entities `Place` (with `geo`) or `GeoCoordinates`. Source: learn.microsoft.com, Bot Framework, "Activity schema". */
function placeOf(entity: Record<string, unknown>): string {
  if (entity.type !== 'Place' && entity.type !== 'GeoCoordinates') return '';
  const geo = (entity.type === 'Place' ? entity.geo : entity) as
    | { latitude?: unknown; longitude?: unknown }
    | undefined;
  const [latitude, longitude] = [geo?.latitude, geo?.longitude].map(Number);
  const name = typeof entity.name === 'string' ? cleanName(entity.name) : undefined;
  const where = Number.isFinite(latitude) && Number.isFinite(longitude) ? `${latitude}, ${longitude}` : undefined;
  return [name, where].filter(Boolean).join(', ');
}

/** Of a contact card (vCard, RFC 6350) the lines that say who it is and how to reach them. */
function contactLines(card: string): string[] {
  return card
    .slice(0, 10_000)
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, key, value] = /^(FN|ORG|TEL|EMAIL|ADR)(?:;[^:]*)?:(.+)$/i.exec(line) ?? [];
      return key && value ? [`${key.toUpperCase()}: ${value.replace(/;+/g, ' ').trim()}`] : [];
    });
}

/** The values of a card as `name: value` lines; nested names get dots. What our own buttons carry is no value. */
function valueText(value: unknown): string {
  const lines: string[] = [];
  const walk = (node: unknown, path: string, depth: number): void => {
    if (lines.length >= MAX_FIELDS || node === null || node === undefined || depth > 5) return;
    if (typeof node !== 'object') {
      lines.push(path === '' ? String(node) : `${path}: ${String(node)}`);
      return;
    }
    if (Array.isArray(node) && node.every((entry) => typeof entry !== 'object')) {
      lines.push(`${path}: ${node.join(', ')}`);
      return;
    }
    for (const [key, entry] of Object.entries(node)) {
      // `msteams` is the button's own description.
      if (path === '' && (key === ANSWER_KEY || key === 'msteams')) continue;
      walk(entry, path === '' ? key : `${path}.${key}`, depth + 1);
    }
  };
  walk(value, '', 0);
  return lines.join('\n');
}

function reactionText({ reactionsAdded, reactionsRemoved }: ActivityLike, words: AgentWords): string | undefined {
  const said = (key: 'reactionAdded' | 'reactionRemoved', reactions: { type: string }[] = []) =>
    reactions.flatMap(({ type }) => words.render(key, { reaction: String(type) }) ?? []);
  const lines = [...said('reactionAdded', reactionsAdded), ...said('reactionRemoved', reactionsRemoved)];
  return lines.slice(0, 10).join('\n') || undefined;
}

/** Splits a text into parts of at most `maxBytes` of UTF-8, at line or word ends where there are some, never inside a character. */
export function splitText(text: string, maxBytes: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (Buffer.byteLength(rest) > maxBytes) {
    const end = cutAt(rest, maxBytes);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  if (rest !== '' || parts.length === 0) parts.push(rest);
  return parts;
}

function cutAt(text: string, maxBytes: number): number {
  let bytes = 0;
  let end = 0;
  let wordEnd = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    end += character.length;
    if (/\s/.test(character)) wordEnd = end;
  }
  // A break far from the limit would make many small parts out of one long word behind a short one.
  return wordEnd > end / 2 ? wordEnd : Math.max(end, 1);
}
