import type { AgentAttachment } from './agent';
import { DOWNLOAD_URL_LIFETIME_MS } from './guestLimits';
import type { JsonObject } from './wireJson';
import type { World } from './world';

/** A file on its way from the guest, or one that is there. */
export interface StoredFile {
  readonly id: string;
  /** The session that owns it; undefined for an agent's file. */
  readonly sessionId: string | undefined;
  readonly fileName: string;
  readonly fileType: string;
  state: 'announced' | 'uploaded' | 'ready' | 'refused' | 'sent';
  data: Buffer;
  readonly fileSize: number;
  /** The secret in the upload address. */
  readonly uploadKey: string;
}

/** Header that an upload must repeat. Its value is opaque to clients. */
export const UPLOAD_TAGGING = 'organizationId=simulated&originPlatform=PureCloud';

/** Files of guests and agents, in memory, behind addresses that carry a key and run out. */
export class FileStore {
  readonly #world: World;
  readonly #baseUrl: () => string;
  readonly #files = new Map<string, StoredFile>();
  readonly #downloads = new Map<string, { fileId: string; expiresAtMs: number }>();

  constructor(world: World, baseUrl: () => string) {
    this.#world = world;
    this.#baseUrl = baseUrl;
  }

  announce(file: Pick<StoredFile, 'id' | 'sessionId' | 'fileName' | 'fileType' | 'fileSize'>): StoredFile {
    const stored: StoredFile = { ...file, state: 'announced', data: Buffer.alloc(0), uploadKey: this.#world.newUuid() };
    this.#files.set(stored.id, stored);
    return stored;
  }

  find(fileId: string): StoredFile | undefined {
    return this.#files.get(fileId);
  }

  delete(fileId: string): void {
    this.#files.delete(fileId);
  }

  uploadUrl(file: StoredFile): string {
    return `${this.#baseUrl()}/simulator/uploads/${encodeURIComponent(file.id)}?key=${file.uploadKey}`;
  }

  /** A fresh download address, good for ten minutes. */
  downloadUrl(file: StoredFile): string {
    const key = this.#world.newUuid();
    this.#downloads.set(key, { fileId: file.id, expiresAtMs: this.#world.clock.now() + DOWNLOAD_URL_LIFETIME_MS });
    return `${this.#baseUrl()}/simulator/downloads/${key}/${encodeURIComponent(file.fileName)}`;
  }

  /** The file behind a download key, or undefined when the key is unknown or has run out. */
  download(key: string): StoredFile | undefined {
    const download = this.#downloads.get(key);
    if (download === undefined || download.expiresAtMs <= this.#world.clock.now()) return undefined;
    return this.#files.get(download.fileId);
  }

  /** The wire's `attachment` object for a file. Source: web messaging reference, section 6. */
  attachmentBody(file: StoredFile): JsonObject {
    return {
      id: file.id,
      filename: file.fileName,
      mediaType: mediaTypeOf(file.fileType),
      mime: file.fileType,
      fileSize: file.data.length,
      url: this.downloadUrl(file),
    };
  }

  /** Stores an agent's file, or refers to where it lies, as the wire's `attachment` object. */
  publish(file: AgentAttachment): JsonObject {
    const id = this.#world.newUuid();
    if (file.url !== undefined) {
      return { id, filename: file.filename, mediaType: mediaTypeOf(file.mime), mime: file.mime, url: file.url };
    }
    const data = Buffer.from(file.data ?? '');
    const stored = this.announce({
      id,
      sessionId: undefined,
      fileName: file.filename,
      fileType: file.mime,
      fileSize: data.length,
    });
    stored.data = data;
    stored.state = 'sent';
    return this.attachmentBody(stored);
  }
}

function mediaTypeOf(mime: string): string {
  const family = mime.split('/')[0];
  return family === 'image' ? 'Image' : family === 'video' ? 'Video' : family === 'audio' ? 'Audio' : 'File';
}
