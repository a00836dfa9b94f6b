import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suppliedAgentTexts } from '../../src/agentWords';
import { suppliedTexts } from '../../src/handoffTexts';

const root = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const options = read('docs/options.md');

/** The names of an interface's members, by its source. */
function membersOf(path: string, name: string): string[] {
  const [, body = ''] = new RegExp(`interface ${name}[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(read(path)) ?? [];
  return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[:(]/gm)].map((match) => match[1] ?? '');
}

describe('docs/options.md', () => {
  it.each([
    ['src/handoffOptions.ts', 'GenesysCloudHandoffOptions'],
    ['src/handoffOptions.ts', 'HandoffRequest'],
    ['src/genesys/routingAttributes.ts', 'Routing'],
    ['src/platform/availability.ts', 'AvailabilityOptions'],
    ['src/platform/genesysPlatform.ts', 'GenesysPlatformSettings'],
    ['src/transports/webMessaging/webMessaging.ts', 'WebMessagingSettings'],
    ['src/genesysCloudHandoff.ts', 'StartOptions'],
  ])('names every member in %s of %s', (path, name) => {
    const members = membersOf(path, name);
    expect(members.length).toBeGreaterThan(0);
    expect(members.filter((member) => !options.includes(`\`${member}\``))).toEqual([]);
  });

  it('names every text', () => {
    const keys = Object.keys({ ...suppliedTexts.en, ...suppliedAgentTexts.en });
    expect(keys.filter((key) => !options.includes(`\`${key}\``))).toEqual([]);
  });
});

it.each([
  'docs/setup.md',
  'docs/from-web-chat.md',
  'docs/options.md',
  'samples/architect/README.md',
  'samples/02.choose-a-queue/README.md',
])('%s links to nothing that is not there', (path) => {
  const targets = [...read(path).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
  expect(targets.filter((target) => !existsSync(join(root, dirname(path), target)))).toEqual([]);
});
