import { type Simulator, startSimulator } from 'botbuilder-genesys-cloud/simulator';
import { TestBot } from '../support/testBot';

describe('a handoff from start to end', () => {
  let genesys: Simulator;
  let bot: TestBot;

  beforeEach(async () => {
    genesys = await startSimulator();
    genesys.deployment().configuration.conversationDisconnect = { enabled: true, type: 'Send' };
    genesys.deployment().configuration.conversationClear = { enabled: true };
    bot = await TestBot.start({ genesys });
  });

  afterEach(async () => {
    await bot.stop();
    await genesys.close();
  });

  it('hands the user over, relays both ways, and brings the user back when the agent closes', async () => {
    const user = await bot.user();
    await user.say('hello');
    await user.hears('bot: hello');
    await user.say('set {"firstName":"Ada","email":"ada@example.com","customFields":{"order":{"id":4711}}}');
    await user.say('agent My parcel is late');
    const conversation = await genesys.waitForConversation({ queue: 'Support' });
    const first = await conversation.waitForUserText(/^My parcel is late/);
    expect(first.text).toBe('My parcel is late\n\nName: Ada\nEmail: ada@example.com\norder.id: 4711');
    expect(conversation.attributes).toEqual({
      queue: 'Support',
      firstName: 'Ada',
      email: 'ada@example.com',
      'order.id': '4711',
    });
    await user.hears(/You are in the queue/);
    const dana = genesys.agent('Dana');
    dana.accept(conversation);
    dana.sendText(conversation, 'Hello Ada');
    await user.hears('Hello Ada');
    await user.say('Where is it?');
    await conversation.waitForUserText('Where is it?');
    dana.sendText(conversation, 'In the next van');
    dana.disconnect(conversation);
    await user.hears('outcome: closed by agent');
    expect(user.heard.slice(1)).toEqual([
      expect.stringMatching(/You are in the queue/),
      'You are now talking to Dana.',
      'Hello Ada',
      'In the next van',
      'The agent has closed the conversation.',
      'outcome: closed by agent',
    ]);
    expect(bot.turns).toEqual([
      'message:hello',
      'message:set {"firstName":"Ada","email":"ada@example.com","customFields":{"order":{"id":4711}}}',
      'message:agent My parcel is late',
      'event:handoff.status accepted',
      'event:handoff.status completed',
    ]);
    expect(bot.outcomes).toMatchObject([{ kind: 'closed', endedBy: 'agent', humanReached: true, undelivered: [] }]);
    await user.say('hello again');
    await user.hears('bot: hello again');
  });
});
