import type { ActivityLike } from './botSdk';

/**
 * What an activity of the user says to the agent, as readable text; `undefined` for activities that say nothing to a
 * human (events, invokes, membership).
 */
export function agentTextOf(activity: ActivityLike): string | undefined {
  switch (activity.type) {
    case 'message':
      return messageText(activity);
    case 'messageUpdate':
      return activity.text ? `[The user changed a message to] ${activity.text}` : undefined;
    case 'messageDelete':
      return '[The user deleted a message.]';
    case 'messageReaction':
      return reactionText(activity);
    default:
      return undefined;
  }
}

function messageText(activity: ActivityLike): string | undefined {
  const lines: string[] = [];
  if (activity.text?.trim()) lines.push(activity.text);
  for (const { name, contentType, contentUrl } of activity.attachments ?? []) {
    // Teams repeats a message's text as an HTML attachment.
    if (contentType === 'text/html') continue;
    const link = contentUrl?.startsWith('http') ? ` ${contentUrl}` : '';
    lines.push(`[The user sent a file: ${name ?? contentType ?? 'unnamed'}]${link}`);
  }
  // A card's submit button sends its values without a text.
  if (lines.length === 0 && activity.value !== undefined) lines.push(valueText(activity.value));
  return lines.length === 0 ? undefined : lines.join('\n');
}

function valueText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(
    ([key, entry]) => `${key}: ${typeof entry === 'object' ? JSON.stringify(entry) : String(entry)}`,
  );
  return fields.join('\n');
}

function reactionText({ reactionsAdded, reactionsRemoved }: ActivityLike): string | undefined {
  const added = (reactionsAdded ?? []).map(({ type }) => `[The user reacted: ${type}]`);
  const removed = (reactionsRemoved ?? []).map(({ type }) => `[The user took back a reaction: ${type}]`);
  return [...added, ...removed].join('\n') || undefined;
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
