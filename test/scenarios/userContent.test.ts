import { type Activity, MemoryStorage } from 'botbuilder';
import type { SimulatedAgent, SimulatedConversation, Simulator } from 'botbuilder-genesys-cloud/simulator';
import { startGenesys } from '../support/genesys';
import { TestBot, type TestUser } from '../support/testBot';

describe('what a user sends beside text', () => {
  let genesys: Simulator;
  let bot: TestBot;
  let user: TestUser;
  let conversation: SimulatedConversation;
  let dana: SimulatedAgent;

  beforeEach(async () => {
    genesys = await startGenesys();
  });

  afterEach(async () => {
    await bot.stop();
    await genesys.close();
  });

  async function connect(): Promise<void> {
    // The channel's port is known only when the bot is there; the list is read at each file.
    const attachmentHosts: string[] = [];
    bot = await TestBot.start({ genesys, options: { attachmentHosts } });
    attachmentHosts.push(new URL(bot.channel.url).host);
    user = await bot.user();
    ({ conversation, dana } = await user.meetDana(genesys));
  }

  function fileOf(name: string, type: string, data: string | Buffer): Partial<Activity>['attachments'] {
    const path = bot.channel.files.add({ name, type, data: Buffer.from(data) });
    return [{ contentType: type, contentUrl: `${bot.channel.url}${path}`, name }];
  }

  const fromUser = () => conversation.messages.filter(({ from }) => from === 'user');
  const contentOf = (index: number) => fromUser().at(index)?.content as Record<string, Record<string, unknown>>[];

  async function filesSeen(): Promise<Record<string, unknown>[]> {
    return fromUser()
      .flatMap(({ content }) => (content ?? []) as Record<string, Record<string, unknown>>[])
      .map(({ attachment }) => attachment ?? {});
  }

  describe('as a file', () => {
    it('reaches the agent byte for byte, between what was said before and after', async () => {
      await connect();
      const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
      await user.post({ type: 'message', text: 'Look', attachments: fileOf('label.png', 'image/png', bytes) });
      await user.say('Do you see it?');
      await conversation.waitForUserText('Do you see it?');
      expect(
        fromUser()
          .slice(1)
          .map(({ text }) => text),
      ).toEqual(['Look', undefined, 'Do you see it?']);
      const [file] = await filesSeen();
      expect(file).toMatchObject({ filename: 'label.png', mime: 'image/png', mediaType: 'Image' });
      const seen = Buffer.from(await (await fetch(String(file?.url))).arrayBuffer());
      expect(seen.equals(bytes)).toBe(true);
    });

    it('is explained to both where the deployment does not take it, and the rest goes on', async () => {
      genesys.deployment().configuration.allowedFileTypes = ['image/*'];
      await connect();
      await user.post({ type: 'message', attachments: fileOf('run.exe', 'application/x-msdownload', 'MZ') });
      await user.say('and then');
      await conversation.waitForUserText('and then');
      expect(fromUser().at(-2)?.text).toBe(
        '[The user sent a file that could not be passed on: run.exe (this type of file is not accepted)]',
      );
      await user.hears(/^Files like run\.exe are not accepted here/);
    });

    it('that is too large is never uploaded', async () => {
      await connect();
      await user.post({
        type: 'message',
        attachments: fileOf('big.png', 'image/png', Buffer.alloc(10_240 * 1024 + 1)),
      });
      await user.hears(/^Your file big\.png is too large/);
      await conversation.waitForUserText(/big\.png \(too large\)/);
    });

    it('that Genesys rejects after looking at it is explained too', async () => {
      await connect();
      genesys.levers.failUploads(1);
      await user.post({ type: 'message', attachments: fileOf('virus.png', 'image/png', 'eicar') });
      await user.hears(/^Files like virus\.png are not accepted/);
    });

    it.each([
      ['a host on no list', 'https://files.example.test/x.png'],
      ['the metadata service of a cloud', 'http://169.254.169.254/latest/meta-data/'],
      ['this machine, where nobody listed that port', 'http://127.0.0.1:9/x.png'],
      ['a file of the bot', 'file:///etc/passwd'],
      ['its own bytes', 'data:image/png;base64,AAAA'],
    ])('is not fetched from %s', async (_name, contentUrl) => {
      await connect();
      await user.post({ type: 'message', attachments: [{ contentType: 'image/png', contentUrl, name: 'x.png' }] });
      await user.hears('Your file x.png could not be passed on to the agent.');
      await conversation.waitForUserText(/could not be passed on: x\.png/);
      expect(await filesSeen()).toEqual([]);
    });

    it('survives a restart of the bot that comes before its turn', async () => {
      const storage = new MemoryStorage();
      const attachmentHosts: string[] = [];
      bot = await TestBot.start({ genesys, storage, options: { attachmentHosts } });
      const { channel } = bot;
      attachmentHosts.push(new URL(channel.url).host);
      user = await bot.user();
      await user.say('agent help');
      conversation = await genesys.waitForConversation();
      await user.hears(/queue/);
      genesys.levers.refuseUpgrades(503);
      genesys.levers.dropSockets();
      await user.post({ type: 'message', attachments: fileOf('late.png', 'image/png', 'bytes') });
      await bot.stopKeepingChannel();
      genesys.levers.refuseUpgrades(undefined);
      bot = await TestBot.start({ genesys, storage, channel, options: { attachmentHosts } });
      await user.say('there?');
      await conversation.waitForUserText('there?');
      expect(await filesSeen()).toMatchObject([{ filename: 'late.png' }]);
      await channel.close();
    });
  });

  describe('as an answer', () => {
    it('goes back in Genesys’ own form when a button is pressed', async () => {
      await connect();
      dana.sendStructured(conversation, {
        text: 'Why?',
        content: [{ contentType: 'QuickReply', quickReply: { text: 'Refund', payload: 'opt_refund' } }],
      });
      await user.hears('Why?');
      const asked = user.conversation.activities.at(-1);
      const action = asked?.suggestedActions?.actions[0];
      await user.post({ type: 'message', text: action?.text, value: action?.value });
      await conversation.waitForUserText('Refund');
      expect(contentOf(-1)).toEqual([
        {
          contentType: 'ButtonResponse',
          buttonResponse: { type: 'QuickReply', text: 'Refund', payload: 'opt_refund' },
        },
      ]);
    });

    it('is recognised in words, several of them for a list', async () => {
      await connect();
      const sent = dana.sendStructured(conversation, {
        content: [
          {
            contentType: 'ListPicker',
            listPicker: {
              receivedMessage: { title: 'Which fruit?' },
              replyMessage: {},
              sections: [
                {
                  title: 'All',
                  multipleSelection: true,
                  items: [
                    { id: 'f', title: 'Fig' },
                    { id: 'l', title: 'Lime' },
                  ],
                },
              ],
            },
          },
        ],
      });
      await user.hears('Which fruit?');
      await user.say('fig, LIME');
      await conversation.waitForUserText('Fig, Lime');
      expect(contentOf(-1).map(({ buttonResponse }) => buttonResponse)).toEqual([
        { type: 'ListPicker', text: 'Fig', payload: 'f', originatingMessageId: sent.id },
        { type: 'ListPicker', text: 'Lime', payload: 'l', originatingMessageId: sent.id },
      ]);
      await user.say('neither, sorry');
      await conversation.waitForUserText('neither, sorry');
      expect(contentOf(-1)).toBeUndefined();
    });

    it('of a date has no text, as Messenger sends it', async () => {
      await connect();
      dana.sendStructured(conversation, {
        content: [
          {
            contentType: 'DatePicker',
            datePicker: { title: 'When?', availableTimes: [{ dateTime: '2026-12-01T10:00:00.000Z', duration: 1800 }] },
          },
        ],
      });
      await user.hears('When?');
      const card = user.conversation.activities.at(-1)?.attachments?.[0]?.content;
      const [button] = card.buttons;
      expect(button.title).toMatch(/December.*10:00.*UTC/);
      await user.post({ type: 'message', text: button.text, value: button.value });
      await user.say('done');
      await conversation.waitForUserText('done');
      const { text, content } = fromUser().at(-2) ?? {};
      expect(text).toBeUndefined();
      expect(content).toMatchObject([{ buttonResponse: { type: 'DatePicker', payload: '2026-12-01T10:00:00.000Z' } }]);
    });

    it('that nobody could have offered is taken for words', async () => {
      await connect();
      await user.post({
        type: 'message',
        text: 'hi',
        value: { genesysAnswer: { type: 'Form', text: 'hi', payload: 'x'.repeat(100_000) } },
      });
      await conversation.waitForUserText('hi');
      expect(contentOf(-1)).toBeUndefined();
    });
  });
});
