import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const SRC = join(__dirname, '../src');

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

/** What each source file imports of ours: paths below src, without their ending. */
function importsOf(pattern: RegExp) {
  return new Map(filesBelow(SRC).map((path) => importsIn(path, pattern)));
}

function importsIn(path: string, pattern: RegExp): readonly [string, string[]] {
  const own = [...readFileSync(path, 'utf8').matchAll(pattern)].map(([, target]) => {
    const whole = resolve(dirname(path), target ?? '');
    return relative(SRC, existsSync(`${whole}.ts`) ? whole : join(whole, 'index'));
  });
  return [relative(SRC, path).replace(/\.ts$/, ''), own];
}

/** All imports, those of types too. */
const imports = importsOf(/(?:from|import\()\s*'(\.[^']+)'/g);
/** Imports of values: what one module needs of another when it is loaded. */
const loads = importsOf(/^(?:import|export) (?!type )(?:[^;]*? from )?'(\.[^']+)'/gm);

/** Files of a folder that import what `allowed` does not match. */
function strangers(folder: string, allowed: RegExp): string[] {
  return [...imports].flatMap(([file, targets]) =>
    file.startsWith(`${folder}/`)
      ? targets.filter((target) => !allowed.test(target)).map((target) => `${file} → ${target}`)
      : [],
  );
}

describe('imports', () => {
  it('make no circles', () => {
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, path: string[]): void => {
      const at = path.indexOf(file);
      if (at >= 0) circles.push([...path.slice(at), file].join(' → '));
      if (at >= 0 || done.has(file)) return;
      for (const target of loads.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of loads.keys()) visit(file, []);
    expect(circles).toEqual([]);
  });

  it('keep what is neutral free of everything that is not', () => {
    expect(strangers('content', /^content\/|^runtime\/assertNever$|^richContent$/)).toEqual([]);
  });

  it('keep the conversation free of transports, stores and SDKs', () => {
    expect(
      strangers('conversation', /^(conversation|content|runtime)\/|^transports\/transport$|^(errors|richContent)$/),
    ).toEqual([]);
  });

  it('keep the simulator free of the client, so that an error cannot be made twice', () => {
    expect(strangers('simulator', /^simulator\//)).toEqual([]);
  });

  it('keep the runtime free of everything else', () => {
    expect(strangers('runtime', /^runtime\//)).toEqual([]);
  });

  it('keep the transports free of the bot and of the conversation', () => {
    expect(strangers('transports', /^(transports|genesys|runtime|content)\/|^(errors|richContent)$/)).toEqual([]);
  });

  it('load the platform SDK in one place only', () => {
    const users = filesBelow(SRC).filter((path) => /purecloud-platform-client-v2'/.test(readFileSync(path, 'utf8')));
    expect(users.map((path) => relative(SRC, path))).toEqual(['platform/sdkClient.ts']);
  });
});
