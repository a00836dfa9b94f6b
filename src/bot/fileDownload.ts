import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { FilePort } from '../conversation/ports';
import type { FileReference, HandoffRecord } from '../conversation/record';
import { HandoffError } from '../errors';
import type { AttachmentLimits, OpenedAttachment } from '../transports/transport';
import { channelHostOf, matchesHost } from './fileHosts';
import { guardedLookup, isLoopbackAddress, isPublicAddress, type Resolve, systemResolve } from './publicAddress';

export interface FileDownloadParts {
  /** The author's hosts, beside those of the channel. */
  attachmentHosts: readonly string[];
  /** The bot's own token for the channel of a conversation, where there is one. */
  channelToken(record: HandoffRecord): Promise<string | undefined>;
  /** Default: the system's. */
  resolve?: Resolve;
}

/** Where a file may be fetched from. */
interface Source {
  url: URL;
  token: boolean;
  mayReach(address: string): boolean;
}

/**
 * Fetches the files of users. Their addresses come from strangers, so:
 *
 * 1. The host is on the channel's list or the author's; https, or http where the author lists this machine.
 * 2. A redirect is not followed: it would lead where nobody looked.
 * 3. Every address of the name is public, checked by the look-up that the connection itself uses. Loopback passes only
 *    where the author lists it by number or as `localhost`.
 * 4. The bot's token goes to hosts that only the channel can have, and never to the author's.
 * 5. Bytes are counted, not kept; they are never run, and never written anywhere.
 */
export class FileDownload implements FilePort {
  constructor(private readonly parts: FileDownloadParts) {}

  async open(record: HandoffRecord, file: FileReference, limits: AttachmentLimits): Promise<OpenedAttachment> {
    const source = this.sourceOf(record, file);
    const token = source.token ? await this.parts.channelToken(record) : undefined;
    let response = await this.get(source, token, limits.signal);
    let sizeBytes = lengthOf(response);
    if (sizeBytes === undefined) {
      // Genesys wants the size before the bytes: without one they are counted first and fetched again.
      sizeBytes = await count(response, limits.maxBytes);
      response = await this.get(source, token, limits.signal);
    }
    const close = () => void response.destroy();
    if (sizeBytes > limits.maxBytes) {
      close();
      throw new HandoffError(
        'fileTooLarge',
        `A file of ${sizeBytes} bytes is larger than the ${limits.maxBytes} allowed.`,
      );
    }
    if (sizeBytes === 0) {
      close();
      throw new HandoffError('fileUnreadable', 'A file of the user is empty.');
    }
    return { mime: mimeOf(file, response), sizeBytes, bytes: exactly(response, sizeBytes), close };
  }

  private sourceOf(record: HandoffRecord, file: FileReference): Source {
    let url: URL;
    try {
      url = new URL(file.url);
    } catch {
      throw notAllowed('is no address');
    }
    if (url.username || url.password) throw notAllowed('holds a user name');
    const known = channelHostOf(record.reference.channelId, url);
    if (known !== undefined) return this.checked({ url, token: known.token === true, mayReach: isPublicAddress });
    const listed = this.parts.attachmentHosts.some((host) => matchesHost(host, url));
    if (!listed) throw notAllowed('is on no host of this channel, nor of attachmentHosts');
    const thisMachine = url.hostname === 'localhost' || isLoopbackAddress(bare(url));
    if (url.protocol !== 'https:' && !(thisMachine && url.protocol === 'http:')) throw notAllowed('is not https');
    const mayReach = thisMachine ? isLoopbackAddress : isPublicAddress;
    return this.checked({ url, token: false, mayReach });
  }

  /** A number needs no look-up, so it is checked here. */
  private checked(source: Source): Source {
    const host = bare(source.url);
    if (isIP(host) !== 0 && !source.mayReach(host)) throw notAllowed('is a private address');
    return source;
  }

  private get({ url, mayReach }: Source, token: string | undefined, signal: AbortSignal): Promise<IncomingMessage> {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const request: ClientRequest = send(url, {
        // A connection of its own: one that is kept was looked up for somebody else.
        agent: false,
        lookup: guardedLookup(this.parts.resolve ?? systemResolve, mayReach),
        headers: { accept: '*/*', 'accept-encoding': 'identity', ...(token && { authorization: `Bearer ${token}` }) },
        signal,
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        reject(
          error.code === 'EADDRESSREFUSED'
            ? notAllowed('leads to a private address')
            : new HandoffError('fileUnreadable', 'A file of the user could not be fetched.', { cause: error }),
        );
      });
      request.on('response', (response) => {
        const { statusCode = 0, headers } = response;
        if (statusCode === 200 && headers['content-encoding'] === undefined) return resolve(response);
        response.destroy();
        if (statusCode >= 300 && statusCode < 400) return reject(notAllowed('leads elsewhere'));
        reject(new HandoffError('fileUnreadable', `A file of the user could not be fetched (HTTP ${statusCode}).`));
      });
      request.end();
    });
  }
}

function bare(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** The address itself may hold a signature, so it is in no error. */
function notAllowed(why: string): HandoffError {
  return new HandoffError('fileSourceRefused', `The address of a file ${why}; it was not fetched.`);
}

function lengthOf({ headers }: IncomingMessage): number | undefined {
  const text = headers['content-length'];
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The channel's word, unless it is a pattern or says nothing; then the server's. */
function mimeOf(file: FileReference, { headers }: IncomingMessage): string {
  if (!file.mime.includes('*') && file.mime !== 'application/octet-stream') return file.mime;
  const said = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  return /^[\w.+-]+\/[\w.+-]+$/.test(said) ? said : 'application/octet-stream';
}

async function count(response: IncomingMessage, maxBytes: number): Promise<number> {
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) return bytes;
    }
    return bytes;
  } catch (error) {
    throw new HandoffError('fileUnreadable', 'A file of the user broke off.', { cause: error });
  } finally {
    response.destroy();
  }
}

/** The bytes as announced: a server that sends more or fewer is not believed. */
async function* exactly(response: IncomingMessage, sizeBytes: number): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > sizeBytes) break;
    yield chunk;
  }
  if (bytes !== sizeBytes) throw new HandoffError('fileUnreadable', 'A file of the user is not as long as announced.');
}
