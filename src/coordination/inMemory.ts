import type { Coordination } from '../conversation/coordinator';
import type { HandoffStore, Versioned } from '../conversation/handoffStore';
import { type HandoffRecord, needsOwner } from '../conversation/record';
import { HandoffError } from '../errors';
import type { Runtime } from '../runtime/runtime';
import { SingleInstanceCoordinator } from './singleInstanceCoordinator';

/** Builds store and coordinator over one runtime; what `inMemory()` and `botFrameworkStorage()` give. */
export type CoordinationFactory = (runtime: Runtime) => Coordination;

/**
 * Handoffs in the memory of this process: for tests and first steps. A restart forgets them all, and the users who were
 * talking to an agent fall back to the bot without a word.
 */
export function inMemory(): CoordinationFactory {
  return (runtime) => {
    const store = new InMemoryHandoffStore();
    return { name: 'inMemory', durable: false, store, coordinator: new SingleInstanceCoordinator(store, runtime) };
  };
}

/** Records are immutable by convention, so they are kept as they are. */
export class InMemoryHandoffStore implements HandoffStore {
  private readonly entries = new Map<string, Versioned>();
  private writes = 0;

  async create(record: HandoffRecord): Promise<Versioned> {
    const present = this.entries.get(record.botConversationId);
    if (present !== undefined && present.record.state.kind !== 'ended') throw alreadyActive(record.botConversationId);
    return this.put(record);
  }

  async read(botConversationId: string): Promise<Versioned | undefined> {
    return this.entries.get(botConversationId);
  }

  async update(next: Versioned): Promise<Versioned> {
    if (this.entries.get(next.record.botConversationId)?.version !== next.version) {
      throw versionConflict(next.record.botConversationId);
    }
    return this.put(next.record);
  }

  async remove(last: Versioned): Promise<void> {
    const id = last.record.botConversationId;
    if (this.entries.get(id)?.version === last.version && !needsOwner(last.record)) this.entries.delete(id);
  }

  async list(): Promise<string[]> {
    return [...this.entries.keys()];
  }

  private put(record: HandoffRecord): Versioned {
    const entry = { record, version: String(++this.writes) };
    this.entries.set(record.botConversationId, entry);
    return entry;
  }
}

export function alreadyActive(botConversationId: string): HandoffError {
  return new HandoffError('alreadyActive', `Conversation ${botConversationId} is already handed over.`);
}

export function versionConflict(botConversationId: string): HandoffError {
  return new HandoffError(
    'versionConflict',
    `The handoff record of conversation ${botConversationId} was changed by another writer.`,
  );
}
