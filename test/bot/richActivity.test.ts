import { abilitiesOf, channelAbilities } from '../../src/bot/channelAbilities';
import { richActivity } from '../../src/bot/richActivity';
import { ENGLISH_CONTENT_WORDS, richToText } from '../../src/content/richText';
import type { RichContent } from '../../src/richContent';

const CHANNELS = Object.keys(channelAbilities);
const CARD_CHANNELS = CHANNELS.filter((id) => abilitiesOf(id).cardButtons > 0);

const choices = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ text: `Choice ${index}`, payload: `p${index}` }));
const image: RichContent = {
  kind: 'attachment',
  name: 'map.png',
  mime: 'image/png',
  mediaType: 'image',
  url: 'https://files.example.test/map.png',
};
const pdf: RichContent = { ...image, name: 'form.pdf', mime: 'application/pdf', mediaType: 'file' };
const list: RichContent = {
  kind: 'listPicker',
  messageId: 'm1',
  title: 'Which fruit?',
  sections: [
    { title: 'Sweet', multiple: false, items: [{ id: 'fig', title: 'Fig', subtitle: 'ripe' }] },
    { multiple: true, items: [{ id: 'lime', title: 'Lime' }] },
  ],
};

function show(channel: string, content: RichContent[], markdown = false) {
  return richActivity(
    { text: richToText(content), content, markdown },
    abilitiesOf(channel),
    ENGLISH_CONTENT_WORDS,
    'en',
  );
}

/** Every word and button that the user is shown, whatever it is shown as. */
function shown(channel: string, content: RichContent[]): string {
  return JSON.stringify(show(channel, content));
}

describe.each(CHANNELS)('on %s', (channel) => {
  it.each<[string, RichContent[], string[]]>([
    ['an image', [image], ['map.png']],
    ['a file', [pdf], ['form.pdf', 'https://files.example.test/map.png']],
    [
      'quick replies',
      [{ kind: 'quickReplies', title: 'Well?', choices: choices(3) }],
      ['Well?', 'Choice 0', 'Choice 2'],
    ],
    [
      'more quick replies than any bar has',
      [{ kind: 'quickReplies', choices: choices(40) }],
      ['Choice 0', 'Choice 39'],
    ],
    [
      'a card',
      [
        {
          kind: 'card',
          card: {
            title: 'Order 7',
            description: 'On its way',
            actions: [{ kind: 'link', text: 'Track', url: 'https://a.test/7' }],
          },
        },
      ],
      ['Order 7', 'On its way', 'Track', 'https://a.test/7'],
    ],
    [
      'a carousel',
      [
        {
          kind: 'carousel',
          cards: [
            { title: 'One', actions: [] },
            { title: 'Two', actions: [{ kind: 'postback', text: 'Take', payload: 't' }] },
          ],
        },
      ],
      ['One', 'Two', 'Take'],
    ],
    ['a list picker', [list], ['Which fruit?', 'Sweet', 'Fig', 'ripe', 'Lime']],
    [
      'a date picker',
      [{ kind: 'datePicker', messageId: 'm1', title: 'When?', times: [{ dateTime: '2026-12-01T10:00:00Z' }] }],
      ['When?', '10:00'],
    ],
    ['a form', [{ kind: 'form', title: 'Claim', questions: ['Your name'] }], ['form', 'Claim', 'Your name']],
    ['something nobody knows', [{ kind: 'unknown', contentType: 'Hologram' }], ['cannot be shown here']],
  ])('shows every word of %s', (_name, content, words) => {
    for (const word of words) expect(shown(channel, content)).toContain(word);
  });

  it('is given no more buttons at once than it takes', () => {
    const { cardButtons, suggestedActions } = abilitiesOf(channel);
    const activity = show(channel, [{ kind: 'quickReplies', choices: choices(40) }, list]);
    expect(activity.suggestedActions?.actions.length ?? 0).toBeLessThanOrEqual(suggestedActions);
    for (const { content } of activity.attachments ?? []) {
      expect((content as { buttons: unknown[] }).buttons.length).toBeLessThanOrEqual(cardButtons);
    }
  });

  it('is told that a text is plain unless the deployment has markdown on', () => {
    expect(show(channel, [{ kind: 'text', text: '**bold**' }]).textFormat).toBe('plain');
    expect(show(channel, [{ kind: 'text', text: '**bold**' }], true).textFormat).toBe(
      abilitiesOf(channel).markdown ? 'markdown' : 'plain',
    );
  });
});

describe('channels that differ', () => {
  it.each(CARD_CHANNELS)('a button on %s brings its answer back, or is recognised by its label', (channel) => {
    const activity = show(channel, [
      { kind: 'card', card: { title: 'Refund?', actions: [{ kind: 'postback', text: 'Yes', payload: 'opt_yes' }] } },
    ]);
    const [card] = activity.attachments ?? [];
    const { buttons } = (card?.content ?? { buttons: [] }) as { buttons: { type: string; value: unknown }[] };
    const [button] = buttons;
    if (abilitiesOf(channel).button === 'imBack')
      expect(button).toEqual({ type: 'imBack', title: 'Yes', value: 'Yes' });
    else {
      expect(button).toMatchObject({
        type: 'messageBack',
        displayText: 'Yes',
        value: { genesysAnswer: { type: 'Button', text: 'Yes', payload: 'opt_yes' } },
      });
    }
  });

  it('a channel that nobody knows gets choices as a numbered list', () => {
    expect(show('sms', [{ kind: 'text', text: 'Which?' }, list]).text).toBe(
      'Which?\nWhich fruit?\nSweet\n1. Fig (ripe)\n2. Lime',
    );
  });

  it.each(['__proto__', 'constructor', undefined, 7])('%p is no channel', (id) => {
    expect(abilitiesOf(id)).toBe(channelAbilities.default);
  });

  it('Teams gets files as links, and the words on cards without markup', () => {
    expect(show('msteams', [pdf])).toEqual({
      type: 'message',
      text: 'form.pdf (https://files.example.test/map.png)',
      textFormat: 'plain',
    });
    expect(shown('msteams', [{ kind: 'card', card: { title: '<img src=x>', actions: [] } }])).toContain(
      '&lt;img src=x&gt;',
    );
  });

  it('Web Chat gets no markdown out of what is none', () => {
    expect(shown('webchat', [{ kind: 'card', card: { title: '[x](http://a.test)', actions: [] } }])).toContain(
      String.raw`\\[x\\](http://a.test)`,
    );
  });
});

describe('markdown of an agent', () => {
  const textOf = (text: string) => show('webchat', [{ kind: 'text', text }], true).text;

  it('keeps what is markdown', () => {
    const text = '**Hello** [shop](https://shop.example.test) `code` <https://a.test>';
    expect(textOf(text)).toBe(text.replace('<https', '&lt;https'));
  });

  it.each([
    ['<script>alert(1)</script>', '&lt;script>alert(1)&lt;/script>'],
    ['[x](javascript:alert(1))', '[x]()) '.trim()],
    ['![x](data:text/html,hi)', '![x]()'],
    ['[x]: javascript:alert(1)', '[x]:'],
  ])('leaves nothing that runs of %s', (text, safe) => {
    expect(textOf(text)).toBe(safe);
  });
});
