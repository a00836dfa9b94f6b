import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { channelAbilities } from '../src/bot/channelAbilities';
import { channelFileHosts } from '../src/bot/fileHosts';

const PATH = join(__dirname, '../docs/content.md');

function table(heads: string[], rows: string[][]): string {
  return [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** The two tables as they follow from the code. */
const tables: Record<string, string> = {
  channels: table(
    ['Channel', 'Suggested actions', 'Buttons a card', 'Side by side', 'Shows', 'Sender’s name', 'Markdown'],
    Object.entries(channelAbilities).map(([id, can]) => [
      id === 'default' ? 'any other' : `\`${id}\``,
      can.suggestedActions === 0 ? 'none' : String(can.suggestedActions),
      can.cardButtons === 0 ? 'no cards' : String(can.cardButtons),
      can.carousel ? 'yes' : 'no',
      can.shows.length === 0 ? 'links only' : can.shows.join(', '),
      can.namesSender ? 'yes' : 'no',
      can.markdown ? 'yes' : 'no',
    ]),
  ),
  hosts: table(
    ['Channel', 'Hosts', 'With the bot’s token'],
    Object.entries(channelFileHosts).map(([id, hosts]) => [
      `\`${id}\``,
      hosts.length === 0 ? 'none: list your machine' : hosts.map(({ host }) => `\`${host}\``).join(', '),
      hosts
        .filter(({ token }) => token)
        .map(({ host }) => `\`${host}\``)
        .join(', ') || 'none',
    ]),
  ),
};

describe('docs/content.md', () => {
  it.each(Object.keys(tables))('shows the table of %s as the code has it', (name) => {
    const text = readFileSync(PATH, 'utf8');
    const marker = `<!-- ${name} -->`;
    const expected = `${marker}\n\n${tables[name]}\n`;
    if (process.env.WRITE_TABLES) {
      const place = new RegExp(`${marker}\\n(\\n(\\|.*\\n)*)?`);
      writeFileSync(
        PATH,
        text.replace(place, () => expected),
      );
    } else expect(text).toContain(expected);
  });
});
