import type { HandoffRecord } from './record';

/** A record with the version it was read or written at. */
export interface Versioned {
  record: HandoffRecord;
  /** Opaque; compares equal only to itself. */
  version: string;
}

/**
 * Durable records, one per bot conversation; every write is compare-and-set. Rejects with HandoffError:
 * `storageUnavailable` (failed or did not answer; the write may or may not have happened), `versionConflict`,
 * `alreadyActive`, `recordCorrupt`.
 */
export interface HandoffStore {
  /**
   * The record of a new handoff. Rejects `alreadyActive` while the conversation's present record is not over; replaces
   * a tombstone.
   */
  create(record: HandoffRecord): Promise<Versioned>;
  read(botConversationId: string): Promise<Versioned | undefined>;
  /** Rejects `versionConflict` when the stored version is another, or the record is gone. */
  update(next: Versioned): Promise<Versioned>;
  /** Removes a tombstone; a record that changed meanwhile stays. */
  remove(last: Versioned): Promise<void>;
  /** Ids of all conversations that have a record, live ones and tombstones, in no order. */
  list(): Promise<string[]>;
}
