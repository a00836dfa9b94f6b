import { type Activity, MemoryTranscriptStore, TranscriptLoggerMiddleware } from 'botbuilder';
import type { Simulator } from 'botbuilder-genesys-cloud/simulator';
import { startGenesys } from '../support/genesys';
import { TestBot } from '../support/testBot';

describe('what was said', () => {
  let genesys: Simulator;
  let bot: TestBot;

  beforeEach(async () => {
    genesys = await startGenesys();
  });

  afterEach(async () => {
    await bot.stop();
    await genesys.close();
  });

  it('to the bot stands before the agent, out of the bot’s own transcript store', async () => {
    const transcriptStore = new MemoryTranscriptStore();
    bot = await TestBot.start({ genesys, options: { transcriptStore, transcriptLines: 3 } });
    bot.adapter.use(new TranscriptLoggerMiddleware(transcriptStore));
    const user = await bot.user();
    for (const text of ['one', 'two', 'three']) {
      await user.say(text);
      await user.hears(`bot: ${text}`);
    }
    await user.say('agent help');
    const conversation = await genesys.waitForConversation();
    const first = await conversation.waitForUserText(/^help/);
    expect(first.text?.split('\n').slice(-3)).toEqual(['Bot: bot: two', 'User: three', 'Bot: bot: three']);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('store'))],
    ['gives nonsense', async () => ({ items: [null, 7, { type: 'message', text: 5 }] })],
  ])('is missing where the store %s, and the handoff begins all the same', async (_name, getTranscriptActivities) => {
    const transcriptStore = { getTranscriptActivities } as never;
    bot = await TestBot.start({ genesys, options: { transcriptStore, transcriptLines: 3 } });
    const user = await bot.user();
    await user.say('agent help');
    const conversation = await genesys.waitForConversation();
    await conversation.waitForUserText(/^help/);
  });

  it('to the agent comes back with the outcome, the last lines of it', async () => {
    bot = await TestBot.start({ genesys, options: { outcomeTranscriptLines: 3 } });
    const user = await bot.user();
    await user.say('agent help');
    const conversation = await genesys.waitForConversation();
    const dana = genesys.agent('Dana');
    dana.accept(conversation);
    dana.sendText(conversation, 'forgotten');
    await user.hears('forgotten');
    await user.say('My order');
    await conversation.waitForUserText('My order');
    dana.sendText(conversation, 'x'.repeat(1_000));
    await user.hears(/^x+$/);
    await user.say('Thanks');
    await conversation.waitForUserText('Thanks');
    dana.disconnect(conversation);
    await user.hears('outcome: closed by agent');
    expect(bot.outcomes[0]?.transcript).toEqual([
      { from: 'user', text: 'My order', atMs: expect.any(Number) },
      { from: 'agent', name: 'Dana', text: `${'x'.repeat(399)}…`, atMs: expect.any(Number) },
      { from: 'user', text: 'Thanks', atMs: expect.any(Number) },
    ]);
  });

  it('is in no outcome that nobody asked it for', async () => {
    bot = await TestBot.start({ genesys });
    const user = await bot.user();
    await user.say('agent help');
    const conversation = await genesys.waitForConversation();
    genesys.agent('Dana').accept(conversation);
    genesys.agent('Dana').disconnect(conversation);
    await user.hears(/^outcome/);
    expect(bot.outcomes[0]).not.toHaveProperty('transcript');
  });

  it('by a caller that takes replies only in its own request is refused with the reason', async () => {
    bot = await TestBot.start({ genesys });
    const user = await bot.user();
    const activity: Partial<Activity> = { type: 'message', text: 'agent help', deliveryMode: 'expectReplies' };
    await user.post(activity);
    expect(bot.outcomes).toMatchObject([{ kind: 'failed', error: { code: 'expectRepliesUnsupported' } }]);
    expect(genesys.conversations).toHaveLength(0);
  });
});
