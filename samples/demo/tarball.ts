/**
 * One file out of a gzipped tar archive, as npm packs them.
 */
import { gunzipSync } from 'node:zlib';

const BLOCK_BYTES = 512;

/** The file's content, or undefined when the archive does not hold it. Names longer than 100 bytes are not supported. */
export function fileFromTarball(archive: Buffer, path: string): Buffer | undefined {
  const tar = gunzipSync(archive);
  for (let at = 0; at + BLOCK_BYTES <= tar.length; ) {
    const name = text(tar.subarray(at, at + 100));
    const bytes = Number.parseInt(text(tar.subarray(at + 124, at + 136)), 8) || 0;
    const content = at + BLOCK_BYTES;
    if (name === path) return tar.subarray(content, content + bytes);
    at = content + Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
  }
  return undefined;
}

function text(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end).trim();
}
