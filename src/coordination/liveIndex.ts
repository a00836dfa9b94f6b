import { createHash } from 'node:crypto';
import { HandoffError } from '../errors';
import { SerialQueues } from '../runtime/serialQueues';
import type { GuardedStorage } from './guardedStorage';

/**
 * Bot Framework storages cannot list their keys, so the conversations that have a record are written down in this many
 * index documents, by hash: no document is written by every handoff.
 */
export const INDEX_SHARDS = 64;

const INDEX_KEY_PREFIX = 'genesys-handoff/index/';
const WRITE_TRIES = 10;

interface IndexDocument {
  ids: string[];
  eTag?: string;
}

/** The list of conversations that have a record. It may name one that has none (a crash between two writes). */
export class LiveIndex {
  private readonly queues = new SerialQueues();

  constructor(private readonly storage: GuardedStorage) {}

  add(botConversationId: string): Promise<void> {
    return this.change(botConversationId, (ids) =>
      ids.includes(botConversationId) ? ids : [...ids, botConversationId],
    );
  }

  remove(botConversationId: string): Promise<void> {
    return this.change(botConversationId, (ids) =>
      ids.includes(botConversationId) ? ids.filter((id) => id !== botConversationId) : ids,
    );
  }

  async list(): Promise<string[]> {
    const keys = Array.from({ length: INDEX_SHARDS }, (_, shard) => INDEX_KEY_PREFIX + shard);
    const documents = await this.storage.read(keys);
    return keys.flatMap((key) => idsOf(documents[key]));
  }

  private change(botConversationId: string, edit: (ids: string[]) => string[]): Promise<void> {
    const key = INDEX_KEY_PREFIX + shardOf(botConversationId);
    return this.queues.run(key, async () => {
      for (let attempt = 1; ; attempt++) {
        const document = (await this.storage.read([key]))[key] as Partial<IndexDocument> | undefined;
        const ids = idsOf(document);
        const next = edit(ids);
        if (next === ids) return;
        const eTag = document?.eTag;
        const written = await this.storage.writeIfUnchanged(key, {
          ids: next,
          ...(eTag === undefined ? {} : { eTag }),
        });
        if (written) return;
        if (attempt === WRITE_TRIES) {
          throw new HandoffError(
            'versionConflict',
            `The index of handoffs "${key}" is being changed by somebody else.`,
          );
        }
      }
    });
  }
}

/** A damaged index document counts as empty: the records themselves are the truth, and the next add writes it anew. */
function idsOf(document: unknown): string[] {
  const ids = (document as Partial<IndexDocument> | undefined)?.ids;
  return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [];
}

function shardOf(botConversationId: string): number {
  return createHash('sha256').update(botConversationId).digest().readUInt32BE(0) % INDEX_SHARDS;
}
