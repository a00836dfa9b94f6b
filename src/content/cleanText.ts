/**
 * Texts and names come from strangers on both sides. Markup is the channel's business; these take out what no channel
 * shows and a reader cannot see: control characters, and marks that turn the direction of the text around them.
 */

/** C0 and C1 controls but tab and line ends; DEL; line and paragraph separators count as line ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * Embeddings, overrides and isolates: with them a name can be written that reads as another (CVE-2021-42574). Plain
 * direction marks (U+200E, U+200F, U+061C) stay, since Arabic and Hebrew texts need them.
 */
const DIRECTION_OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/g;

/** What of the above any text may hold, line ends that are not `\n`, and halves of characters: most texts hold none of it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const SUSPICIOUS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/;

/** A text that can be shown. Words stay as they are. */
export function cleanText(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  // Through UTF-8 and back: half characters become U+FFFD, which every channel takes.
  return Buffer.from(text)
    .toString()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(CONTROLS, '')
    .replace(DIRECTION_OVERRIDES, '');
}

/** Longest name of a person or a file. */
const MAX_NAME = 120;

/**
 * A name in one line, without what could make a link or markup of it: it is set into our own sentences, which a channel
 * may read as markdown. `undefined` where nothing is left.
 */
export function cleanName(name: string, maxCharacters = MAX_NAME): string | undefined {
  const line = cleanText(name)
    .replace(/\s+/g, ' ')
    .replace(/[<>[\]`]/g, '')
    .replace(/:\/\//g, ' ')
    .trim();
  return cut(line, maxCharacters) || undefined;
}

/** At most so many characters, with a sign where some are missing; never half a character. */
export function cut(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const end = text.charCodeAt(maxCharacters - 2);
  const whole = end >= 0xd800 && end <= 0xdbff ? maxCharacters - 2 : maxCharacters - 1;
  return `${text.slice(0, whole)}…`;
}
