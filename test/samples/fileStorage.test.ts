import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStorage } from '../../samples/support/fileStorage';

describe('FileStorage', () => {
  let folder: string;
  let storage: FileStorage;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'file-storage-'));
    storage = new FileStorage(folder);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const eTagOf = async (key: string) => (await storage.read([key]))[key].eTag as string;

  it('gives back what was written, also to the next process', async () => {
    await storage.write({ a: { n: 1, deep: { list: ['ä', null] } }, b: { n: 2 } });

    const items = await new FileStorage(folder).read(['a', 'b']);

    expect(items).toEqual({
      a: { n: 1, deep: { list: ['ä', null] }, eTag: expect.any(String) },
      b: { n: 2, eTag: expect.any(String) },
    });
  });

  it('leaves out what does not exist, also when there is no folder yet', async () => {
    expect(await new FileStorage(join(folder, 'not', 'yet')).read(['a'])).toEqual({});
  });

  it('creates its folder with the first write', async () => {
    const deeper = new FileStorage(join(folder, 'not', 'yet'));
    await deeper.write({ a: { n: 1 } });
    expect(await deeper.read(['a'])).toMatchObject({ a: { n: 1 } });
  });

  it('overwrites when no eTag or * is given', async () => {
    await storage.write({ a: { n: 1 } });
    await storage.write({ a: { n: 2 } });
    await storage.write({ a: { n: 3, eTag: '*' } });
    expect(await storage.read(['a'])).toMatchObject({ a: { n: 3 } });
  });

  it('gives a new eTag with every write', async () => {
    await storage.write({ a: { n: 1 } });
    const first = await eTagOf('a');
    await storage.write({ a: { n: 1 } });
    expect(await eTagOf('a')).not.toBe(first);
  });

  it('refuses a stale eTag and keeps the newer item', async () => {
    await storage.write({ a: { n: 1 } });
    const stale = await eTagOf('a');
    await storage.write({ a: { n: 2 } });

    await expect(storage.write({ a: { n: 3, eTag: stale } })).rejects.toThrow(/eTag conflict/);
    expect(await storage.read(['a'])).toMatchObject({ a: { n: 2 } });
  });

  it('does not bring a deleted item back by its old eTag', async () => {
    await storage.write({ a: { n: 1 } });
    const stale = await eTagOf('a');
    await storage.delete(['a', 'never there']);

    await expect(storage.write({ a: { n: 2, eTag: stale } })).rejects.toThrow(/eTag conflict/);
    expect(await storage.read(['a'])).toEqual({});
  });

  it('lets exactly one of many writers with the same eTag through', async () => {
    await storage.write({ a: { n: 0 } });
    const eTag = await eTagOf('a');

    const writes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => storage.write({ a: { n: index + 1, eTag } })),
    );

    expect(writes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('writes the other items of a batch when one of them conflicts', async () => {
    await storage.write({ a: { n: 1 } });
    await expect(storage.write({ a: { n: 2, eTag: 'stale' }, b: { n: 2 } })).rejects.toThrow(/"a"/);
    expect(await storage.read(['a', 'b'])).toMatchObject({ a: { n: 1 }, b: { n: 2 } });
  });

  it('keeps keys apart whatever they look like', async () => {
    const keys = ['a', 'A', 'a/b', 'a\\b', '../a', 'a b', 'ä', '', `${'x'.repeat(400)}1`, `${'x'.repeat(400)}2`, 'CON'];
    await storage.write(Object.fromEntries(keys.map((key, n) => [key, { n }])));

    const items = await storage.read(keys);

    expect(keys.map((key) => items[key]?.n)).toEqual(keys.map((_, n) => n));
    expect((await readdir(folder)).every((name) => /^[\w-]*\.[0-9a-f]{32}\.json$/.test(name))).toBe(true);
  });

  it.each([
    '',
    '{"key":"a"',
    'null',
    '{"key":"b","eTag":"1","item":{}}',
  ])('names the file when it holds %j instead of an item', async (content) => {
    await storage.write({ a: { n: 1 } });
    const [name = ''] = await readdir(folder);
    await writeFile(join(folder, name), content);

    await expect(storage.read(['a'])).rejects.toThrow(join(folder, name));
  });

  it('clears what a killed process left half-written', async () => {
    await storage.write({ a: { n: 1 } });
    const [name = ''] = await readdir(folder);
    await writeFile(join(folder, `${name}.0.tmp`), '{"key":');

    const next = new FileStorage(folder);
    await next.write({ a: { n: 2 } });

    expect(await readdir(folder)).toEqual([name]);
  });

  it('leaves nothing half-written behind when an item cannot be written', async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    await expect(storage.write({ a: circular })).rejects.toThrow(/circular/i);
    expect(await readdir(folder)).toEqual([]);
  });
});
