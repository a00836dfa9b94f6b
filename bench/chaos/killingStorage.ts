import type { Storage, StoreItems } from 'botbuilder';

/** Kills this process with SIGKILL right before or right after its n-th write: a crash at a chosen step. */
export class KillingStorage implements Storage {
  private writes = 0;

  /** @param at `before:3`, `after:3`: the third write. */
  constructor(
    private readonly storage: Storage,
    private readonly at: string,
  ) {}

  read(keys: string[]): Promise<StoreItems> {
    return this.storage.read(keys);
  }

  async write(changes: StoreItems): Promise<void> {
    const write = ++this.writes;
    this.dieAt(`before:${write}`);
    await this.storage.write(changes);
    this.dieAt(`after:${write}`);
  }

  delete(keys: string[]): Promise<void> {
    return this.storage.delete(keys);
  }

  private dieAt(step: string): void {
    if (step === this.at) process.kill(process.pid, 'SIGKILL');
  }
}
