import { createRequire } from 'node:module';
import { BotFrameworkHandoffStore, botFrameworkStorage } from '../../src/coordination/botFrameworkStorage';
import { GuardedStorage, type StorageLike } from '../../src/coordination/guardedStorage';
import { createRuntime } from '../../src/runtime/runtime';
import { describeCoordinator } from '../contracts/coordinatorContract';
import { describeHandoffStore } from '../contracts/handoffStoreContract';
import { AzuriteServer } from './azuriteServer';

// Installed in this folder only, so the types of the project must do without it.
const { BlobsStorage } = createRequire(__filename)('botbuilder-azure-blobs') as {
  BlobsStorage: new (connectionString: string, container: string) => StorageLike;
};

let azurite: AzuriteServer;
let containers = 0;

beforeAll(async () => {
  azurite = await AzuriteServer.start();
});

afterAll(() => azurite.stop());

/** Storages over one container that nobody else uses. */
function newContainer(): () => StorageLike {
  const container = `handoffs-${++containers}`;
  return () => new BlobsStorage(azurite.connectionString, container);
}

describeHandoffStore('botFrameworkStorage(BlobsStorage)', async () => {
  const storage = newContainer();
  const open = () => new BotFrameworkHandoffStore(storage(), createRuntime());
  return { store: open(), reopen: open };
});

describeCoordinator('botFrameworkStorage(BlobsStorage)', async () => {
  const storage = newContainer();
  return { open: (runtime) => botFrameworkStorage(storage())(runtime) };
});

describe('what Blob storage answers', () => {
  it('is a conflict when a document was changed meanwhile, and when it is gone', async () => {
    const storage = newContainer()();
    const guarded = new GuardedStorage(storage, createRuntime().clock);
    await guarded.writeIfUnchanged('a', { n: 1 });
    const { a } = (await guarded.read(['a'])) as { a: { eTag: string } };
    expect(await guarded.writeIfUnchanged('a', { n: 2, eTag: a.eTag })).toBe(true);
    expect(await guarded.writeIfUnchanged('a', { n: 3, eTag: a.eTag })).toBe(false);
    await guarded.delete('a');
    expect(await guarded.writeIfUnchanged('a', { n: 4, eTag: a.eTag })).toBe(false);
  });
});
