import type { HandoffStore, Versioned } from '../conversation/handoffStore';
import { type HandoffRecord, needsOwner } from '../conversation/record';
import { isHandoffRecord } from '../conversation/recordCheck';
import { HandoffError } from '../errors';
import type { Runtime } from '../runtime/runtime';
import { GuardedStorage, type StorageLike } from './guardedStorage';
import { alreadyActive, type CoordinationFactory, versionConflict } from './inMemory';
import { LiveIndex } from './liveIndex';
import { SingleInstanceCoordinator } from './singleInstanceCoordinator';

const RECORD_KEY_PREFIX = 'genesys-handoff/record/';

/**
 * Handoffs in any Bot Framework `Storage` (Blob, Cosmos, a file): they survive a restart as far as the storage does.
 * For **one** instance of the bot: these storages have ETags but no leases and no create-if-absent, so two instances
 * would both answer for a conversation.
 */
export function botFrameworkStorage(storage: StorageLike): CoordinationFactory {
  return (runtime) => {
    const store = new BotFrameworkHandoffStore(storage, runtime);
    return {
      name: 'botFrameworkStorage',
      durable: true,
      store,
      coordinator: new SingleInstanceCoordinator(store, runtime),
    };
  };
}

interface RecordDocument {
  record: HandoffRecord;
  /** Ours, new with each write: storages tell nobody the eTag that a write produced. */
  revision: string;
  eTag?: string;
}

/** One document per conversation, one document per write, always under the eTag that was read just before. */
export class BotFrameworkHandoffStore implements HandoffStore {
  private readonly storage: GuardedStorage;
  private readonly index: LiveIndex;
  /** Conversations that are certainly in the index. */
  private readonly indexed = new Set<string>();

  constructor(
    storage: StorageLike,
    private readonly runtime: Runtime,
  ) {
    this.storage = new GuardedStorage(storage, runtime.clock);
    this.index = new LiveIndex(this.storage);
  }

  async create(record: HandoffRecord): Promise<Versioned> {
    const id = record.botConversationId;
    const present = await this.readAny(id);
    // An unreadable record carries no handoff any more; a new one may take its place.
    if (isRecordDocument(present, id) && present.record.state.kind !== 'ended') throw alreadyActive(id);
    // The index first: a crash in between leaves a name without a record, which is harmless; the other way round would
    // leave a handoff that no restart finds.
    await this.addToIndex(id);
    return this.write(record, (present as { eTag?: string } | undefined)?.eTag);
  }

  async read(botConversationId: string): Promise<Versioned | undefined> {
    const document = await this.readDocument(botConversationId);
    return document && { record: document.record, version: document.revision };
  }

  async update(next: Versioned): Promise<Versioned> {
    const id = next.record.botConversationId;
    const present = await this.readDocument(id);
    if (present === undefined || present.revision !== next.version) throw versionConflict(id);
    await this.addToIndex(id);
    return this.write(next.record, present.eTag);
  }

  async remove(last: Versioned): Promise<void> {
    const id = last.record.botConversationId;
    const present = await this.readDocument(id);
    if (present === undefined || present.revision !== last.version || needsOwner(present.record)) return;
    await this.storage.delete(RECORD_KEY_PREFIX + id);
    this.indexed.delete(id);
    await this.index.remove(id);
  }

  async list(): Promise<string[]> {
    const ids = await this.index.list();
    for (const id of ids) this.indexed.add(id);
    return ids;
  }

  /** Also mends an index that was damaged: whoever is active gets into it again. */
  private async addToIndex(id: string): Promise<void> {
    if (this.indexed.has(id)) return;
    await this.index.add(id);
    this.indexed.add(id);
  }

  private async write(record: HandoffRecord, eTag: string | undefined): Promise<Versioned> {
    const revision = this.runtime.random.uuid();
    const document: RecordDocument = { record, revision, ...(eTag === undefined ? {} : { eTag }) };
    const written = await this.storage.writeIfUnchanged(RECORD_KEY_PREFIX + record.botConversationId, document);
    if (!written) throw versionConflict(record.botConversationId);
    return { record, version: revision };
  }

  private async readDocument(id: string): Promise<RecordDocument | undefined> {
    const found = await this.readAny(id);
    if (found === undefined) return undefined;
    if (isRecordDocument(found, id)) return found;
    throw new HandoffError(
      'recordCorrupt',
      `The stored handoff of conversation ${id} cannot be read (document "${RECORD_KEY_PREFIX}${id}"): it is damaged or of another version. The bot answers there again.`,
    );
  }

  private async readAny(id: string): Promise<object | undefined> {
    const key = RECORD_KEY_PREFIX + id;
    const found = (await this.storage.read([key]))[key];
    return typeof found === 'object' && found !== null ? found : undefined;
  }
}

function isRecordDocument(found: object | undefined, id: string): found is RecordDocument {
  if (found === undefined) return false;
  const { record, revision } = found as Partial<RecordDocument>;
  return typeof revision === 'string' && isHandoffRecord(record) && record.botConversationId === id;
}
