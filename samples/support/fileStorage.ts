/**
 * A Bot Framework `Storage` that keeps each item in a file of its own.
 *
 * For one process on one machine: a laptop, a demo, a small bot on a server with a disk. It survives `kill -9` and a power
 * cut: an item is written to a temporary file, flushed to the disk, and only then renamed into place, so that a reader
 * finds the old item or the new one and never a half.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Storage, StoreItem, StoreItems } from 'botbuilder';

/** What a file holds. The key is in it because the file's name cannot give it back. */
interface StoredItem {
  key: string;
  eTag: string;
  item: Record<string, unknown>;
}

export class FileStorage implements Storage {
  private readonly queues = new Map<string, Promise<unknown>>();
  private ready: Promise<void> | undefined;

  /** @param folder is created when the first item is written. */
  constructor(private readonly folder: string) {}

  /** Items that do not exist are left out of the answer. */
  async read(keys: string[]): Promise<StoreItems> {
    const items: StoreItems = {};
    await Promise.all(
      keys.map(async (key) => {
        const stored = await this.inTurn(key, () => this.load(key));
        if (stored) items[key] = { ...stored.item, eTag: stored.eTag };
      }),
    );
    return items;
  }

  /**
   * Writes each item by itself; one that fails does not keep the others from being written.
   *
   * An item with an eTag is written only when that is still the stored one's. Without an eTag, or with `*`, it is written
   * whatever is there: so do Microsoft's storages, and `BotState` relies on it.
   *
   * @throws Error with "eTag conflict" in its message, as `MemoryStorage` does.
   */
  async write(changes: StoreItems): Promise<void> {
    this.ready ??= this.prepareFolder().catch((error) => {
      this.ready = undefined;
      throw error;
    });
    await this.ready;
    await settleAll(
      Object.entries(changes).map(([key, item]) => this.inTurn(key, () => this.writeItem(key, item as StoreItem))),
    );
  }

  /** Deleting what does not exist is not an error. */
  async delete(keys: string[]): Promise<void> {
    await settleAll(
      keys.map((key) =>
        this.inTurn(key, async () => {
          await rm(this.pathOf(key), { force: true });
          await flushFolder(this.folder);
        }),
      ),
    );
  }

  private async writeItem(key: string, { eTag, ...item }: StoreItem): Promise<void> {
    if (eTag && eTag !== '*') {
      // Stricter than MemoryStorage, as Blob storage is: an eTag never brings back an item that was deleted meanwhile.
      const stored = await this.load(key);
      if (stored?.eTag !== eTag) throw new Error(`Storage: error writing "${key}" due to eTag conflict.`);
    }
    const stored: StoredItem = { key, eTag: randomUUID(), item };
    const path = this.pathOf(key);
    const temporary = `${path}.${stored.eTag}.tmp`;
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(JSON.stringify(stored));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await flushFolder(this.folder);
  }

  private async load(key: string): Promise<StoredItem | undefined> {
    const path = this.pathOf(key);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    const stored = parse(text);
    if (stored?.key !== key) {
      throw new Error(`Storage: "${path}" does not hold what was written to it. Move the file away to start afresh.`);
    }
    return stored;
  }

  /**
   * The hash makes the name safe whatever the key's length, letters and case (some file systems take `a` for `A`); the
   * words before it are for people who look into the folder.
   */
  private pathOf(key: string): string {
    const words = key.replace(/[^A-Za-z0-9-]+/g, '_').slice(0, 60);
    const hash = createHash('sha256').update(key).digest('hex').slice(0, 32);
    return join(this.folder, `${words}.${hash}.json`);
  }

  /** Runs `work` when everything asked for this key before is done, so that comparing and writing are one step. */
  private inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.queues.get(key) ?? Promise.resolve();
    const result = before.then(work);
    const settled = result
      .catch(() => {})
      .finally(() => {
        if (this.queues.get(key) === settled) this.queues.delete(key);
      });
    this.queues.set(key, settled);
    return result;
  }

  /** Creates the folder and clears what a killed process left half-written. */
  private async prepareFolder(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const names = await readdir(this.folder);
    await Promise.all(
      names.filter((name) => name.endsWith('.tmp')).map((name) => rm(join(this.folder, name), { force: true })),
    );
  }
}

/** Waits for all, then fails with the first failure. */
async function settleAll(work: Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Makes a rename or a removal last through a power cut. Windows cannot open folders, and needs no such call. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r').catch((error) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  try {
    await handle?.sync();
  } finally {
    await handle?.close();
  }
}

function parse(text: string): StoredItem | undefined {
  try {
    const stored = JSON.parse(text) as Partial<StoredItem> | null;
    const whole = typeof stored?.eTag === 'string' && typeof stored.item === 'object' && stored.item !== null;
    return whole ? (stored as StoredItem) : undefined;
  } catch {
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
