import { isHandoffRecord } from '../../src/conversation/recordCheck';
import { transition } from '../../src/conversation/transition';
import { parseGuestMessage } from '../../src/genesys/guestMessage';
import { CANNED_MESSAGES } from '../../src/simulator/deskServer/cannedMessages';
import { recordIn } from './support/records';

describe('a record with rich content', () => {
  it.each(CANNED_MESSAGES.map(({ name }) => name))('can be stored and read again: %s', (name) => {
    const canned = CANNED_MESSAGES.find((one) => one.name === name);
    const picture = {
      filename: 'a.png',
      mime: 'image/png',
      mediaType: 'Image',
      url: 'https://files.example.test/a.png',
    };
    const wire = { id: 'm1', direction: 'Outbound', ...canned?.body(() => picture) };
    const message = parseGuestMessage(wire);
    const { text = '', content } = message ?? {};
    const event = { kind: 'message', id: 'm1', timeMs: 2, from: 'agent', text, content } as const;
    const { record, result } = transition(recordIn('connected'), { kind: 'fromGenesys', atMs: 3, event });
    expect(result).toBe('applied');
    const stored = JSON.parse(JSON.stringify(record));
    expect(isHandoffRecord(stored)).toBe(true);
    expect(stored.toUser.at(-1).content).toEqual(content);
  });

  it.each([
    7,
    { kind: 'hologram' },
    { kind: 'card', card: { title: 'x', actions: [{ kind: 'run' }] } },
  ])('is refused where the content is %j', (damaged) => {
    const record = JSON.parse(JSON.stringify(recordIn('connected')));
    record.toUser = [{ kind: 'text', id: '1', text: 'x', from: 'agent', content: [damaged] }];
    expect(isHandoffRecord(record)).toBe(false);
  });
});
