import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileFromTarball } from '../../samples/demo/tarball';
import { webChatBundle } from '../../samples/demo/webChatBundle';

describe('Web Chat for the demo', () => {
  const npm = process.env.npm_execpath;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'web-chat-'));
  });

  afterEach(async () => {
    if (npm === undefined) delete process.env.npm_execpath;
    else process.env.npm_execpath = npm;
    await rm(folder, { recursive: true, force: true });
  });

  /** Puts a script in npm's place. */
  async function npmRuns(script: string): Promise<void> {
    process.env.npm_execpath = join(folder, 'npm-cli.js');
    await writeFile(process.env.npm_execpath, script);
  }

  it('takes one file out of an archive', async () => {
    await mkdir(join(folder, 'package/dist'), { recursive: true });
    await writeFile(join(folder, 'package/dist/small.js'), 'small');
    await writeFile(join(folder, 'package/dist/wanted.js'), 'x'.repeat(2_000));
    await writeFile(join(folder, 'package/empty.js'), '');
    execFileSync('tar', ['-czf', 'archive.tgz', 'package'], { cwd: folder });
    const archive = await readFile(join(folder, 'archive.tgz'));

    expect(fileFromTarball(archive, 'package/dist/wanted.js')?.toString()).toBe('x'.repeat(2_000));
    expect(fileFromTarball(archive, 'package/dist/small.js')?.toString()).toBe('small');
    expect(fileFromTarball(archive, 'package/empty.js')?.toString()).toBe('');
    expect(fileFromTarball(archive, 'package/missing.js')).toBeUndefined();
  });

  it('says so when npm cannot fetch it, with what npm said and what to do', async () => {
    await npmRuns('console.error("the registry does not answer"); process.exit(1);');
    const reported: string[] = [];

    await expect(webChatBundle(folder, (line) => reported.push(line))).rejects.toThrow(
      /could not fetch botframework-webchat@.*the registry does not answer.*start again/s,
    );
    expect(reported).toEqual([expect.stringContaining('Fetching botframework-webchat@')]);
  });

  it('does not use a damaged copy', async () => {
    await npmRuns('process.exit(1);');
    const copy = join(folder, 'botframework-webchat@4.18.1');
    await mkdir(copy);
    await writeFile(join(copy, 'webchat-minimal.js'), 'alert("not Web Chat")');

    await expect(webChatBundle(folder, () => {})).rejects.toThrow(/could not fetch/);
  });

  it('does not use what npm delivers when its hash is not the published one', async () => {
    await npmRuns(
      'const at = process.argv.indexOf("--pack-destination"); require("fs").writeFileSync(process.argv[at + 1] + "/other.tgz", "other");',
    );

    await expect(webChatBundle(folder, () => {})).rejects.toThrow(/its hash differs/);
  });
});
