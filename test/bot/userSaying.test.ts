import { AgentWords } from '../../src/agentWords';
import type { ActivityLike } from '../../src/bot/botSdk';
import { userSayingOf } from '../../src/bot/userSaying';
import { htmlToText } from '../../src/content/htmlToText';

const bot = { id: 'b', name: 'Helper' };
const say = (activity: Partial<ActivityLike>) =>
  userSayingOf({ type: 'message', recipient: bot, ...activity }, 'a1', 4_096, undefined, new AgentWords());
const textOf = (activity: Partial<ActivityLike>) =>
  say(activity)
    .parts.map(({ text }) => text)
    .join('|');

describe('what an activity says to the agent', () => {
  it.each<[string, Partial<ActivityLike>, string]>([
    ['words', { text: 'Hello' }, 'Hello'],
    ['nothing', { text: '  ' }, ''],
    ['words with what cannot be seen', { text: 'a\u0000b\u202ec' }, 'abc'],
    [
      'a submitted card',
      { value: { size: 'L', address: { city: 'Ghent' }, tags: ['a', 'b'] } },
      'size: L\naddress.city: Ghent\ntags: a, b',
    ],
    ['a message-back', { text: 'Yes please', value: { id: 7 } }, 'Yes please'],
    ['an edit', { type: 'messageUpdate', text: 'Helo' }, '[The user changed a message to] Helo'],
    ['a deletion', { type: 'messageDelete' }, '[The user deleted a message.]'],
    ['a reaction', { type: 'messageReaction', reactionsAdded: [{ type: 'like' }] }, '[The user reacted: like]'],
    [
      'a place',
      { entities: [{ type: 'Place', name: 'Home', geo: { latitude: 50.8, longitude: 4.3 } }] },
      '[The user sent a location: Home, 50.8, 4.3]',
    ],
    [
      'a contact card',
      { attachments: [{ contentType: 'text/vcard', content: 'BEGIN:VCARD\nFN:Ada\nTEL;TYPE=cell:+44 1\nEND:VCARD' }] },
      '[The user sent a contact]\nFN: Ada\nTEL: +44 1',
    ],
    [
      'a mention of the bot',
      {
        text: '<at>Helper</at> ask <at>Bob</at>',
        entities: [
          { type: 'mention', text: '<at>Helper</at>', mentioned: { id: 'b', name: 'Helper' } },
          { type: 'mention', text: '<at>Bob</at>', mentioned: { id: 'x', name: 'Bob' } },
        ],
      },
      'ask Bob',
    ],
    [
      'HTML of Teams',
      {
        text: 'one two',
        attachments: [
          {
            contentType: 'text/html',
            content:
              '<div><span itemtype="http://schema.skype.com/Mention" itemid="0">Helper</span> one</div><ul><li>two</li></ul>' +
              '<blockquote>said</blockquote><a href="https://a.test/x">there</a><script>alert(1)</script>',
          },
        ],
      },
      'one\n- two\n> said\nthere (https://a.test/x)',
    ],
  ])('%s', (_name, activity, text) => expect(textOf(activity)).toBe(text));

  it('a file is a message of its own, by its reference', () => {
    const { parts, refusedFiles } = say({
      text: 'Look',
      attachments: [
        { contentType: 'image/*', contentUrl: 'https://smba.trafficmanager.net/1', name: '../../etc/label.png' },
        { contentType: 'image/png', contentUrl: 'data:image/png;base64,AA', name: 'inline.png' },
        {
          contentType: 'application/vnd.microsoft.teams.file.download.info',
          name: 'plan.pdf',
          content: { downloadUrl: 'https://contoso.sharepoint.com/x', fileType: 'pdf' },
        },
      ],
    });
    expect(parts).toEqual([
      { id: 'a1', from: 'user', text: 'Look\n[The user sent a file that could not be passed on: inline.png]' },
      {
        id: 'a1#2',
        from: 'user',
        text: '[The user sent a file: label.png]',
        file: { url: 'https://smba.trafficmanager.net/1', name: 'label.png', mime: 'image/*' },
      },
      {
        id: 'a1#3',
        from: 'user',
        text: '[The user sent a file: plan.pdf]',
        file: { url: 'https://contoso.sharepoint.com/x', name: 'plan.pdf', mime: 'application/octet-stream' },
      },
    ]);
    expect(refusedFiles).toEqual(['inline.png']);
  });

  it('stays bounded whatever comes', () => {
    const deep: Record<string, unknown> = {};
    deep.self = deep;
    const { parts } = say({ value: deep, text: undefined });
    expect(parts.length).toBeLessThan(3);
    const attachments = Array.from({ length: 500 }, (_, index) => ({
      contentType: 'image/png',
      contentUrl: `https://a.test/${index}`,
    }));
    expect(say({ attachments }).parts.filter(({ file }) => file)).toHaveLength(10);
    expect(say({ text: 'x'.repeat(10_000_000) }).parts.length).toBeLessThan(12);
  });
});

describe('HTML as text', () => {
  it.each([
    ['<p>a</p><p>b</p>', 'a\nb'],
    ['a &lt;b&gt; &amp; c', 'a <b> & c'],
    ['<b>unclosed <i>tags', 'unclosed tags'],
    ['<style>x{}</style><img alt="cat" src="x">', '[cat]'],
    ['<a href="javascript:alert(1)">x</a>', 'x'],
    ['<div'.repeat(50_000), ''],
  ])('%s', (html, text) => expect(htmlToText(html)).toBe(text));
});
