import { cleanName } from '../content/cleanText';
import type { FileReference } from '../conversation/record';
import type { ActivityLike } from './botSdk';

/** Most files of one message that are passed on. */
export const MAX_FILES = 10;

/** Longest address; signed ones of SharePoint have about two thousand characters. */
const MAX_URL = 4_096;

type BotAttachment = NonNullable<ActivityLike['attachments']>[number];

/** What an attachment of the user is: a file that can be fetched, one that cannot, or no file at all. */
export type UserFile = { kind: 'file'; file: FileReference } | { kind: 'unreachable'; name: string } | { kind: 'none' };

/**
 * Reads an attachment. Only the reference is taken: the bytes are fetched when the file's turn comes, and never stored.
 * `data:` addresses hold the bytes themselves and are not taken.
 */
export function userFileOf(attachment: BotAttachment): UserFile {
  const { contentType = '', content } = attachment;
  const type = contentType.toLowerCase();
  if (type === 'application/vnd.microsoft.teams.file.download.info') {
    const info = content as { downloadUrl?: unknown; fileType?: unknown } | undefined;
    const extension = typeof info?.fileType === 'string' ? `.${info.fileType}` : '';
    const name = attachment.name ?? `file${extension}`;
    return reference(info?.downloadUrl, name, 'application/octet-stream');
  }
  // Cards, Teams' repetition of the text, and whatever else has no bytes of its own.
  if (attachment.contentUrl === undefined || type.startsWith('application/vnd.microsoft.')) return { kind: 'none' };
  return reference(attachment.contentUrl, attachment.name, type);
}

function reference(url: unknown, givenName: string | undefined, mime: string): UserFile {
  const name = fileName(givenName ?? '', mime);
  if (typeof url !== 'string' || url.length > MAX_URL || !/^https?:\/\//i.test(url))
    return { kind: 'unreachable', name };
  return {
    kind: 'file',
    file: { url, name, mime: /^[\w.+-]+\/[\w.+*-]+$/.test(mime) ? mime : 'application/octet-stream' },
  };
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'application/pdf': '.pdf',
  'text/plain': '.txt',
  'audio/mpeg': '.mp3',
  'audio/ogg': '.ogg',
  'audio/wav': '.wav',
  'video/mp4': '.mp4',
};

/** A name without folders, and with the extension that Genesys demands. */
export function fileName(given: string, mime: string): string {
  const last = given.split(/[\\/]/).at(-1) ?? '';
  const extension = /\.[a-z0-9]{1,8}$/i.exec(last)?.[0] ?? '';
  const stem = cleanName(last.slice(0, last.length - extension.length), 100) ?? 'file';
  return `${stem}${extension || (EXTENSIONS[mime] ?? '.bin')}`;
}
