import { BotFrameworkAdapter, CloudAdapter, ConfigurationBotFrameworkAuthentication, TestAdapter } from 'botbuilder';
import { botBuilderPort, type ProactiveAdapter } from '../../src/bot/conversationPort';

describe('an adapter', () => {
  it("that can continue a conversation is used with the bot's app id", async () => {
    const calls: unknown[] = [];
    const adapter: ProactiveAdapter = {
      continueConversationAsync: async (...parts) => void calls.push(parts.slice(0, 2)),
    };
    await botBuilderPort(adapter, 'app-id').continueConversation({ channelId: 'test' }, async () => {});
    expect(calls).toEqual([['app-id', { channelId: 'test' }]]);
  });

  it('of the kind CloudAdapter is taken, and so is a subclass', () => {
    class Ours extends CloudAdapter {}
    const authentication = new ConfigurationBotFrameworkAuthentication({});
    expect(() => botBuilderPort(new CloudAdapter(authentication), '')).not.toThrow();
    expect(() => botBuilderPort(new Ours(authentication), '')).not.toThrow();
  });

  it.each([
    ['BotFrameworkAdapter', () => new BotFrameworkAdapter({})],
    ['TestAdapter', () => new TestAdapter(async () => {})],
    ['nothing', () => undefined],
    ['something else', () => ({})],
  ])('that cannot is refused at once, with advice: %s', (_name, create) => {
    const refused = expect.objectContaining({
      code: 'proactiveUnsupported',
      message: expect.stringContaining('CloudAdapter'),
    });
    expect(() => botBuilderPort(create() as never, '')).toThrow(refused);
  });
});
