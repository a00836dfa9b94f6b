import { MemoryStorage } from 'botbuilder';
import type { SimulatedAgent, SimulatedConversation, Simulator } from 'botbuilder-genesys-cloud/simulator';
import { startGenesys } from '../support/genesys';
import { TestBot, type TestUser } from '../support/testBot';

describe('the middleware', () => {
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

  async function connect(options: ConstructorParameters<typeof Object>[0] = {}): Promise<void> {
    bot = await TestBot.start({ genesys, options: options as object });
    user = await bot.user();
    ({ conversation, dana } = await user.meetDana(genesys));
  }

  it('shows the bot no turn of any type while a human answers', async () => {
    await connect();
    const before = [...bot.turns];
    await user.say('hello');
    for (const type of [
      'typing',
      'event',
      'messageUpdate',
      'messageDelete',
      'messageReaction',
      'installationUpdate',
      'trace',
    ]) {
      await user.post({ type, name: 'anything' });
    }
    await conversation.waitForUserText('hello');
    await conversation.waitForUserText('[The user deleted a message.]');
    expect(bot.turns).toEqual(before);
  });

  it('shows the agent that the user is typing, and the user that the agent is', async () => {
    await connect();
    const seen = user.sees('typing');
    dana.typing(conversation);
    await seen;
    await user.post({ type: 'typing' });
    await conversation.waitForUserTyping();
  });

  it('answers a held invoke in the shape that its channel expects', async () => {
    await connect();
    const response = await fetch(bot.channel.botUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        type: 'invoke',
        name: 'adaptiveCard/action',
        id: 'i1',
        channelId: 'webchat',
        serviceUrl: bot.channel.url,
        conversation: { id: user.conversation.id },
        from: { id: user.conversation.userId },
        recipient: { id: 'bot' },
      }),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ type: 'application/vnd.microsoft.activity.message' });
  });

  it('lets pass what the author lets pass, and what a sign-in needs', async () => {
    await connect({ passThrough: ({ name }: { name?: string }) => name === 'telemetry' });
    await user.post({ type: 'event', name: 'telemetry' });
    await user.post({ type: 'event', name: 'tokens/response' });
    await user.post({ type: 'event', name: 'ContinueConversation' });
    expect(bot.turns.slice(-2)).toEqual(['event:telemetry', 'event:tokens/response']);
  });

  it('takes the same activity once however often the channel delivers it, also after the end', async () => {
    await connect();
    const twice = {
      type: 'message',
      text: 'once',
      id: 'a1',
      channelId: 'webchat',
      serviceUrl: bot.channel.url,
      conversation: { id: user.conversation.id },
      from: { id: user.conversation.userId },
      recipient: { id: 'bot' },
    };
    const deliver = () =>
      fetch(bot.channel.botUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(twice),
      });
    await Promise.all([deliver(), deliver()]);
    await user.say('then');
    await conversation.waitForUserText('then');
    dana.disconnect(conversation);
    await user.hears('outcome: closed by agent');
    await deliver();
    const said = conversation.messages.filter(({ from, text }) => from === 'user' && text === 'once');
    expect(said).toHaveLength(1);
    expect(user.heard).not.toContain('bot: once');
  });

  it('passes a burst on in order', async () => {
    await connect();
    const texts = Array.from({ length: 12 }, (_, index) => `line ${index}`);
    for (const text of texts) await user.say(text);
    await conversation.waitForUserText('line 11');
    const said = conversation.messages.filter(({ from }) => from === 'user').map(({ text }) => text);
    expect(said.slice(1)).toEqual(texts);
  });

  it('costs a bot that never hands over one storage read a turn', async () => {
    let reads = 0;
    class CountingStorage extends MemoryStorage {
      override read(keys: string[]) {
        if (keys.some((key) => key.startsWith('genesys-handoff/'))) reads++;
        return super.read(keys);
      }
    }
    bot = await TestBot.start({ genesys, storage: new CountingStorage() });
    user = await bot.user();
    reads = 0;
    await user.say('hello');
    await user.hears('bot: hello');
    expect(reads).toBe(1);
  });
});

describe('a bot that asks by Bot Framework’s own event', () => {
  it('is served like the dialog, and hears how it went', async () => {
    const genesys = await startGenesys();
    const bot = await TestBot.start({ genesys });
    try {
      const user = await bot.user();
      await user.say('event My card is lost');
      const conversation = await genesys.waitForConversation();
      await conversation.waitForUserText(/^My card is lost/);
      expect(conversation.skills).toEqual(['cards']);
      const dana = genesys.agent('Dana');
      dana.accept(conversation);
      dana.sendText(conversation, 'Which one?');
      await user.hears('Which one?');
      dana.disconnect(conversation);
      await user.hears('The agent has closed the conversation.');
      await user.say('thanks');
      await user.hears('bot: thanks');
      expect(bot.turns.slice(1)).toEqual([
        'event:handoff.status accepted',
        'event:handoff.status completed',
        'message:thanks',
      ]);
    } finally {
      await bot.stop();
      await genesys.close();
    }
  });
});
