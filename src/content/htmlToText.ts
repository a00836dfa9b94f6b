import { Parser } from 'htmlparser2';

/** Longest HTML that is looked at. */
const MAX_HTML = 100_000;

const BLOCKS = new Set([
  'p',
  'div',
  'li',
  'ul',
  'ol',
  'tr',
  'table',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'pre',
  'blockquote',
]);
const SILENT = new Set(['script', 'style', 'head', 'title', 'template']);

/**
 * The words of an HTML message, as Teams sends it: lines stay lines, lists get dashes, quotes a bar, links show where
 * they lead when their words do not. Mentions of `withoutName` (the bot) go.
 */
export function htmlToText(html: string, withoutName?: string): string {
  let out = '';
  let silent = 0;
  let quotes = 0;
  let link: { address: string; from: number } | undefined;
  let mention: number | undefined;
  const newLine = () => {
    if (out !== '' && !out.endsWith('\n')) out += '\n';
  };
  const write = (text: string) => {
    if (silent > 0 || text === '') return;
    if ((out === '' || out.endsWith('\n')) && quotes > 0 && text.trim() !== '') out += '> ';
    out += text;
  };
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (SILENT.has(name)) silent++;
        if (BLOCKS.has(name)) newLine();
        if (name === 'br') out += '\n';
        if (name === 'li') write('- ');
        if (name === 'blockquote') quotes++;
        if (name === 'img' && attributes.alt) write(`[${attributes.alt}]`);
        if (name === 'a' && attributes.href) link = { address: attributes.href, from: out.length };
        if (name === 'at' || attributes.itemtype?.endsWith('/Mention')) mention = out.length;
      },
      ontext(text) {
        write(text.replace(/\s+/g, ' '));
      },
      onclosetag(name) {
        if (SILENT.has(name)) silent = Math.max(0, silent - 1);
        if (name === 'a' && link !== undefined) {
          const words = out.slice(link.from).trim();
          if (/^(https?|mailto):/i.test(link.address) && !link.address.includes(words)) write(` (${link.address})`);
          link = undefined;
        }
        if ((name === 'at' || name === 'span') && mention !== undefined) {
          if (withoutName !== undefined && sameName(out.slice(mention), withoutName)) out = out.slice(0, mention);
          mention = undefined;
        }
        if (name === 'blockquote') quotes = Math.max(0, quotes - 1);
        if (BLOCKS.has(name)) newLine();
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.write(html.slice(0, MAX_HTML));
  parser.end();
  return out
    .replace(/[ \t]*\n[ \t]*/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/ {2,}/g, ' ')
    .trim();
}

function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
