import { richToText } from '../../src/content/richText';
import { parseGuestMessage } from '../../src/genesys/guestMessage';
import { parseContent } from '../../src/genesys/parseContent';

const read = (text: string | undefined, content: Record<string, unknown>[]) =>
  parseGuestMessage({ direction: 'Outbound', id: 'm1', text, content });

describe('content as text', () => {
  it.each<[string, string | undefined, Record<string, unknown>[], string]>([
    ['plain text', 'Hello', [], 'Hello'],
    [
      'a file',
      undefined,
      [{ contentType: 'Attachment', attachment: { filename: 'form.pdf', url: 'https://files.example.test/form.pdf' } }],
      'form.pdf (https://files.example.test/form.pdf)',
    ],
    [
      'a file with words',
      'Please fill in',
      [{ contentType: 'Attachment', attachment: { filename: 'form.pdf', url: 'https://files.example.test/f' } }],
      'Please fill in\nform.pdf (https://files.example.test/f)',
    ],
    [
      'quick replies',
      'What is it about?',
      [
        { contentType: 'QuickReply', quickReply: { text: 'Refund', payload: 'r' } },
        { contentType: 'QuickReply', quickReply: { text: 'Delay', payload: 'd' } },
      ],
      'What is it about?\n- Refund\n- Delay',
    ],
    [
      'a card',
      undefined,
      [
        {
          contentType: 'Card',
          card: {
            title: 'Order 7',
            description: 'On its way',
            actions: [
              { type: 'Link', text: 'Track', url: 'https://shop.example.test/7' },
              { type: 'Postback', text: 'Cancel', payload: 'c' },
            ],
          },
        },
      ],
      'Order 7\nOn its way\n- Track (https://shop.example.test/7)\n- Cancel',
    ],
    [
      'a carousel',
      undefined,
      [
        {
          contentType: 'Carousel',
          carousel: {
            cards: [
              { title: 'One', actions: [] },
              { title: 'Two', actions: [] },
            ],
          },
        },
      ],
      'One\n\nTwo',
    ],
    [
      'a list picker',
      undefined,
      [
        {
          contentType: 'ListPicker',
          listPicker: {
            receivedMessage: { title: 'Pick one' },
            sections: [{ title: 'Fruit', items: [{ title: 'Fig' }] }],
          },
        },
      ],
      'Pick one\nFruit\n- Fig',
    ],
    [
      'something nobody knows',
      undefined,
      [{ contentType: 'Hologram', hologram: {} }],
      '[This message cannot be shown here.]',
    ],
    [
      'something nobody knows beside words',
      'Look',
      [{ contentType: 'Hologram' }],
      'Look\n[This message cannot be shown here.]',
    ],
    ['a known kind without its data', undefined, [{ contentType: 'Card' }], '[This message cannot be shown here.]'],
  ])('%s', (_name, text, content, expected) => {
    expect(read(text, content)?.text).toBe(expected);
  });
});

describe('content from strangers', () => {
  it('loses control characters and direction overrides, and keeps the words', () => {
    const message = read('pay\u202e\u0007 me\u2066!', [
      { contentType: 'QuickReply', quickReply: { text: 'Y\u0000es\nnow', payload: 'y' } },
    ]);
    expect(message?.text).toBe('pay me!\n- Yes now');
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'https://user:pass@host/',
    'not a url',
    7,
  ])('never links to %p', (url) => {
    const content = parseContent(
      [
        { contentType: 'Attachment', attachment: { filename: 'a.png', url } },
        { contentType: 'Card', card: { title: 'Card', image: url, actions: [{ type: 'Link', text: 'Go', url }] } },
      ],
      'm1',
    );
    expect(JSON.stringify(content)).not.toContain('url');
    expect(richToText(content)).toBe('a.png\nCard');
  });

  it('stays small whatever comes', () => {
    const long = 'x'.repeat(100_000);
    const action = { type: 'Postback', text: long, payload: long };
    const card = { title: long, description: long, actions: Array(1_000).fill(action) };
    const items = Array(1_000).fill({ contentType: 'Carousel', carousel: { cards: Array(1_000).fill(card) } });
    const content = parseContent(items, 'm1');
    expect(content).toHaveLength(21);
    expect(content.at(-1)).toEqual({ kind: 'unknown', contentType: '980 more' });
    expect(JSON.stringify(content).length).toBeLessThan(70_000);
  });

  it.each([
    null,
    7,
    'text',
    [],
    {},
    { card: null },
    { card: { actions: 'no' } },
    { contentType: { a: 1 } },
  ])('survives %p in the place of an item', (item) => {
    const message = parseGuestMessage({ direction: 'Outbound', id: 'm1', content: [item] as never });
    expect(message).toBeDefined();
  });

  it('gives agents no name that could be read as markup or as a link', () => {
    const nameOf = (nickname: string) =>
      parseGuestMessage({ direction: 'Outbound', id: 'm1', channel: { from: { nickname } } })?.name;
    expect(nameOf('<b>Dana</b>\n\u202e')).toBe('bDana/b');
    expect(nameOf('[Dana](https://evil.example)')).toBe('Dana(https evil.example)');
    expect(nameOf('D'.repeat(500))).toHaveLength(120);
    expect(nameOf('\u202e\u0000')).toBeUndefined();
  });
});
