import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStorage } from 'botbuilder';
import { FileStorage } from '../../samples/support/fileStorage';
import { BotFrameworkHandoffStore, botFrameworkStorage } from '../../src/coordination/botFrameworkStorage';
import { InMemoryHandoffStore, inMemory } from '../../src/coordination/inMemory';
import { createRuntime } from '../../src/runtime/runtime';
import { describeCoordinator } from '../contracts/coordinatorContract';
import { describeHandoffStore } from '../contracts/handoffStoreContract';

const temporaryFolder = () => mkdtemp(join(tmpdir(), 'handoffs-'));

describeHandoffStore('inMemory()', async () => ({ store: new InMemoryHandoffStore() }), { durable: false });

describeHandoffStore('botFrameworkStorage(MemoryStorage)', async () => {
  const storage = new MemoryStorage();
  const open = () => new BotFrameworkHandoffStore(storage, createRuntime());
  return { store: open(), reopen: open };
});

describeHandoffStore('botFrameworkStorage(FileStorage)', async () => {
  const folder = await temporaryFolder();
  const open = () => new BotFrameworkHandoffStore(new FileStorage(folder), createRuntime());
  return { store: open(), reopen: open, close: () => rm(folder, { recursive: true }) };
});

describeCoordinator('inMemory()', async () => ({ open: inMemory() }), { durable: false });

describeCoordinator('botFrameworkStorage(MemoryStorage)', async () => {
  const storage = new MemoryStorage();
  return { open: (runtime) => botFrameworkStorage(storage)(runtime) };
});

describeCoordinator('botFrameworkStorage(FileStorage)', async () => {
  const folder = await temporaryFolder();
  return {
    open: (runtime) => botFrameworkStorage(new FileStorage(folder))(runtime),
    close: () => rm(folder, { recursive: true }),
  };
});
