/** Letters that begin something in markdown, or in HTML inside of it. */
const MARKS = /[\\`*_~[\]<>|#]/g;

/** Words that are no markdown, for a place that reads markdown. */
export function escapeMarkdown(text: string): string {
  return text.replace(MARKS, '\\$&');
}

/** Words that are no markup, for a place that reads HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Schemes a link in an agent's markdown may have. */
const LINK = /^(https?:|mailto:|tel:|[#/?])/i;

/**
 * An agent's markdown without what is no markdown: HTML stays words, and a link to a script or to a file loses its
 * address. Channels sanitise as well; one that forgets must not turn a message into a script.
 */
export function safeMarkdown(text: string): string {
  return text
    .replace(/<(?=[a-z/!?])/gi, '&lt;')
    .replace(/\]\(\s*([^)\s]*)/g, (whole, address: string) => (LINK.test(address) ? whole : ']('))
    .replace(/^(\s*\[[^\]]+\]:)\s*(\S+)/gm, (whole, name: string, address: string) =>
      LINK.test(address) ? whole : name,
    );
}
