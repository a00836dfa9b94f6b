import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');
const FOLDERS = ['src', 'bench', 'samples/support'];

/**
 * The package and the bench as plain JavaScript, as `npm run build` would emit them. What is measured is therefore what
 * users run, without a loader in the way, and the sources may change while a bench runs.
 */
export interface Snapshot {
  readonly folder: string;
  /** Where a source file lies in the snapshot: `bench/processes/botProcess.ts` → an absolute `.js`. */
  path(source: string): string;
  remove(): void;
}

export function takeSnapshot(): Snapshot {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8'));
  const options = {
    ...ts.convertCompilerOptionsFromJson(compilerOptions, ROOT).options,
    module: ts.ModuleKind.CommonJS,
    noEmit: false,
  };
  for (const source of FOLDERS.flatMap((name) => filesBelow(join(ROOT, name)))) {
    const target = join(folder, relative(ROOT, source));
    mkdirSync(dirname(target), { recursive: true });
    if (!source.endsWith('.ts')) cpSync(source, target);
    else {
      const { outputText } = ts.transpileModule(readFileSync(source, 'utf8'), { compilerOptions: options });
      writeFileSync(target.replace(/\.ts$/, '.js'), outputText);
    }
  }
  // The package finds itself by its own name, as any package with exports does.
  const manifest = {
    name: 'botbuilder-genesys-cloud',
    type: 'commonjs',
    exports: { '.': './src/index.js', './simulator': './src/simulator/index.js' },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return {
    folder,
    path: (source) => join(folder, source.replace(/\.ts$/, '.js')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'chaos' ? [] : filesBelow(path);
    return [path];
  });
}
