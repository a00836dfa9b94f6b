import { errorCode, HandoffError } from '../errors';
import type { Clock } from '../runtime/clock';

/** What we use of a Bot Framework `Storage`; every one of them fits, of either SDK. */
export interface StorageLike {
  read(keys: string[]): Promise<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: the SDKs' own signature, whose StoreItems are open objects
  write(changes: Record<string, any>): Promise<void>;
  delete(keys: string[]): Promise<void>;
}

/** How long one storage call may take before it counts as failed: twice that still leaves time to answer the channel. */
export const STORAGE_TIMEOUT_MS = 4_000;

/**
 * A Bot Framework storage with the edges taken off: every failure is a `HandoffError`, nothing hangs for ever, and a
 * conflict is an answer instead of an error text.
 */
export class GuardedStorage {
  constructor(
    private readonly storage: StorageLike,
    private readonly clock: Clock,
  ) {}

  async read(keys: string[]): Promise<Record<string, unknown>> {
    return (await this.guard('read', () => this.storage.read(keys))) ?? {};
  }

  /** Writes one document under its `eTag` (none: creation, which these storages do not guard). `false`: a conflict. */
  async writeIfUnchanged(key: string, document: object): Promise<boolean> {
    try {
      await this.guard('write', () => this.storage.write({ [key]: document }));
      return true;
    } catch (error) {
      if (error instanceof HandoffError && isConflict(error.cause)) return false;
      throw error;
    }
  }

  delete(key: string): Promise<void> {
    return this.guard('delete', () => this.storage.delete([key]));
  }

  private guard<T>(action: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.clock.schedule(
        () => reject(unavailable(action, `did not answer within ${STORAGE_TIMEOUT_MS} ms`)),
        STORAGE_TIMEOUT_MS,
      );
      // Through a promise: a storage may also throw before it gives one.
      Promise.resolve()
        .then(work)
        .then(
          (value) => {
            cancel();
            resolve(value);
          },
          (error: unknown) => {
            cancel();
            reject(unavailable(action, `failed (${errorCode(error)})`, error));
          },
        );
    });
  }
}

function unavailable(action: string, what: string, cause?: unknown): HandoffError {
  return new HandoffError('storageUnavailable', `The storage of the handoffs ${what} on ${action}.`, { cause });
}

/** Storages report a conflict as a plain error and tell it only by text or status: read at botbuilder 4.23.3. */
function isConflict(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { message, statusCode, code } = error as { message?: unknown; statusCode?: unknown; code?: unknown };
  if (statusCode === 412 || statusCode === 409 || code === 412) return true;
  return typeof message === 'string' && /etag conflict|precondition|ConditionNotMet/i.test(message);
}
