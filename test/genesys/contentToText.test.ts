import { contentToText } from '../../src/genesys/contentToText';

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
    ['something nobody knows beside words', 'Look', [{ contentType: 'Hologram' }], 'Look'],
    ['a known kind without its data', undefined, [{ contentType: 'Card' }], '[This message cannot be shown here.]'],
  ])('%s', (_name, text, content, expected) => {
    expect(contentToText(text, content)).toBe(expected);
  });
});
