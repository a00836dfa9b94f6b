/**
 * Files that users upload to the local channel, in memory: what Direct Line does in Azure.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError } from './http';

/** A little more than the 10 MB that Genesys takes, so that a file that is too large can be tried. */
const FILE_LIMIT_BYTES = 12 * 1024 * 1024;

/** Uploads kept; the oldest make room. */
const MOST_FILES = 20;

interface ChannelFile {
  name: string;
  type: string;
  data: Buffer;
}

export class ChannelFiles {
  private readonly files = new Map<string, ChannelFile>();

  /** Keeps a file and gives the path of its address. */
  add(file: ChannelFile): string {
    const id = randomUUID();
    this.files.set(id, file);
    const [oldest] = this.files.keys();
    if (this.files.size > MOST_FILES && oldest !== undefined) this.files.delete(oldest);
    return `/files/${id}/${encodeURIComponent(file.name)}`;
  }

  /**
   * Takes an upload: the bytes as body, the name in the header `x-file-name`, which no form of another site can send.
   *
   * @throws HttpError 415 without a name, 413 when it is too large.
   */
  async take(request: IncomingMessage): Promise<string> {
    const name = request.headers['x-file-name'];
    if (typeof name !== 'string' || name === '') throw new HttpError(415, 'Name the file in x-file-name.');
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > FILE_LIMIT_BYTES) throw new HttpError(413, 'The file is too large.');
      chunks.push(chunk);
    }
    const type = request.headers['content-type'] ?? 'application/octet-stream';
    return this.add({ name: decodeURIComponent(name), type, data: Buffer.concat(chunks) });
  }

  /** Gives a file as a download that no page can be made of. */
  serve(response: ServerResponse, id: string): void {
    const file = this.files.get(id);
    if (!file) throw new HttpError(404, 'There is no such file.');
    response.writeHead(200, {
      'content-type': file.type,
      'content-length': file.data.length,
      'content-disposition': 'attachment',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
    response.end(file.data);
  }
}
