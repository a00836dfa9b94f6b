import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'simulator' || entry.name === 'cli' ? [] : sources(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

describe('the documents', () => {
  it('explain every code that can stand in a log', () => {
    const documented = new Set([...read('docs/operations.md').matchAll(/`([a-zA-Z]+)`/g)].map(([, code]) => code));
    const logged = sources('src').flatMap((path) => {
      const text = read(path);
      const direct = [...text.matchAll(/(?:logger|log)[.[][^;]*?\(\s*(?:'\w+',\s*)?\{?\s*(?:code: )?'(\w+)'/g)];
      return direct
        .map(([, code]) => code ?? '')
        .filter((code) => !['debug', 'info', 'warn', 'error', 'none'].includes(code));
    });
    expect(logged.length).toBeGreaterThan(40);
    expect([...new Set(logged)].filter((code) => !documented.has(code))).toEqual([]);
  });

  it('link only to files that are there', () => {
    const documents = [
      'README.md',
      ...readdirSync(join(ROOT, 'docs'))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `docs/${name}`),
    ];
    const broken = documents.flatMap((document) =>
      [...read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].flatMap(([, target]) => {
        const path = join(ROOT, document, '..', target ?? '');
        try {
          readdirSync(path);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [`${document} → ${target}`];
        }
        return [];
      }),
    );
    expect(broken).toEqual([]);
  });

  it('list every error code in the catalogue', () => {
    const text = read('src/errors.ts');
    const codes = [...text.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(15);
    for (const code of codes) expect(text).toContain(`| \`${code}\` |`);
  });
});
