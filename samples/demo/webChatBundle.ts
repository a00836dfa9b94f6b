/**
 * Microsoft's Web Chat control, fetched once and kept.
 *
 * The package with its dependencies costs half a gigabyte; it also contains a bundle that needs none of them. So the
 * package's archive alone is fetched, by npm and so from wherever npm is set to look, checked against the hash pinned here, and the
 * one file is taken out of it.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileFromTarball } from './tarball';

const PACKAGE = 'botframework-webchat@4.18.1';
/** `dist.integrity` of the version above, as the registry publishes it. */
const PACKAGE_SHA512 = '7jpEUJ7olT62Xm+8eh7BhhIcXVfU2xD4pZDaeBt8K4XcNy6K/83UGIxE9BFkXmHMZ4hDEVOzs5cre07GWuaXzg==';
/** Its bundles and their hashes; only the full one renders cards and markdown. */
const BUNDLES = {
  minimal: {
    file: 'webchat-minimal.js',
    hash: '6k2DT0wIubSrxPf3ncdclKq35W6kUKBZ6oSXxXzgZDaFMGxKIA0+FFizibHLwzw+Yx+7sSXNDlZ11u6sLsvMWg==',
  },
  full: {
    file: 'webchat.js',
    hash: '/QHdP14QBRIOHw8gBEffy7VpWq0cTaGkr70Sg3ceo6KO0gaHOIWbC7OXB0Rmqp7sV1c/PU5zDh8p23uz8L88+A==',
  },
};

/** Leave npm this long: 7 MB over a slow line. */
const FETCH_TIMEOUT_MS = 180_000;

export interface WebChatBundle {
  script: string;
  /** For the `integrity` attribute of the page's script element. */
  integrity: string;
}

/**
 * Gives the bundle, from `cacheFolder` where it is there and whole, else through npm.
 *
 * @param report is told what takes time.
 * @throws Error that says what could not be had and what to do.
 */
export async function webChatBundle(
  cacheFolder: string,
  report: (line: string) => void,
  kind: keyof typeof BUNDLES = 'minimal',
): Promise<WebChatBundle> {
  const { file, hash } = BUNDLES[kind];
  const cached = join(cacheFolder, PACKAGE, file);
  const integrity = `sha512-${hash}`;
  const known = await readFile(cached).catch(() => undefined);
  if (known && sha512(known) === hash) return { script: known.toString('utf8'), integrity };

  report(`Fetching ${PACKAGE} (7 MB, only this once) …`);
  const bundle = fileFromTarball(await fetchPackage(cacheFolder), `package/dist/${file}`);
  if (!bundle || sha512(bundle) !== hash) throw new Error(`${PACKAGE} does not contain the expected ${file}.`);

  await mkdir(join(cacheFolder, PACKAGE), { recursive: true });
  const temporary = `${cached}.${process.pid}.tmp`;
  await writeFile(temporary, bundle);
  await rename(temporary, cached);
  return { script: bundle.toString('utf8'), integrity };
}

/** The package's archive, checked. */
async function fetchPackage(cacheFolder: string): Promise<Buffer> {
  await mkdir(cacheFolder, { recursive: true });
  const folder = await mkdtemp(join(cacheFolder, 'fetch-'));
  try {
    await npm(['pack', PACKAGE, '--silent', '--ignore-scripts', '--pack-destination', folder]);
    const [name] = (await readdir(folder)).filter((file) => file.endsWith('.tgz'));
    const archive = await readFile(join(folder, name ?? ''));
    if (sha512(archive) !== PACKAGE_SHA512) {
      throw new Error(`What npm delivered as ${PACKAGE} is not what was published: its hash differs. It was not used.`);
    }
    return archive;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function npm(args: string[]): Promise<void> {
  // Under `npm start` this names npm's own script, which spares the shell that Windows needs for `npm.cmd`.
  // (Other package managers set it too, to themselves.)
  const script = process.env.npm_execpath;
  const [command, all] = script?.endsWith('npm-cli.js') ? [process.execPath, [script, ...args]] : ['npm', args];
  try {
    await promisify(execFile)(command, all, { timeout: FETCH_TIMEOUT_MS });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim();
    throw new Error(
      `npm could not fetch ${PACKAGE}${said ? `:\n${said}\n` : '. '}` +
        `The demo's chat window is in that package. Check that "npm view ${PACKAGE}" works, then start again.`,
    );
  }
}

function sha512(data: Buffer): string {
  return createHash('sha512').update(data).digest('base64');
}
