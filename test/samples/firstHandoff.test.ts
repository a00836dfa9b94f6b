import { MemoryStorage } from 'botbuilder';
import { type Simulator, startSimulator } from 'botbuilder-genesys-cloud/simulator';
import { type FirstHandoffApp, startFirstHandoffApp } from '../../samples/01.first-handoff/app';
import { type LocalChannel, startLocalChannel } from '../../samples/support/localChannel';
import { ChatUser } from './support/chatUser';

describe('sample 01.first-handoff', () => {
  let simulator: Simulator;
  let storage: MemoryStorage;
  let app: FirstHandoffApp;
  let channel: LocalChannel;
  let user: ChatUser;

  const startApp = (more: Record<string, string> = {}) =>
    startFirstHandoffApp({
      port: 0,
      storage,
      environment: {
        GENESYSCLOUD_ENDPOINT: simulator.url,
        GENESYSCLOUD_DEPLOYMENT_ID: simulator.deploymentId,
        ...more,
      },
    });

  beforeEach(async () => {
    simulator = await startSimulator();
    storage = new MemoryStorage();
    app = await startApp();
    channel = await startLocalChannel({ port: 0, botUrl: app.url });
    user = await ChatUser.join(channel);
  });

  afterEach(async () => {
    user.leave();
    await app.stop();
    await channel.close();
    await simulator.close();
  });

  it('greets and says what it understands', async () => {
    await user.hears('Hello!');
    await user.say('what can you do?');
    await user.hears('ask for a human');
  });

  it.each([
    ['name Ada Lovelace', 'Thank you, Ada Lovelace.'],
    ['NAME Ada', 'Thank you, Ada.'],
    ['email ada@example.com', 'Noted, your email address is ada@example.com.'],
    ['phone +44 20 7946 0000', 'Noted, your phone number is +44 20 7946 0000.'],
    ['set order 4711 b', 'Noted, order is 4711 b.'],
    ['name', 'Tell me your name like this'],
    ['set order', 'Tell me a field and its value like this'],
  ])('answers "%s"', async (text, answer) => {
    await user.say(text);
    await user.hears(answer);
  });

  it('hands over, relays both ways and comes back by itself', async () => {
    const dana = simulator.agent('Dana');
    await user.say('name Ada Lovelace');
    await user.say('email ada@example.com');
    await user.say('phone +44 20 7946 0000');
    await user.say('set order 4711');
    await user.say('agent My parcel is late');
    const conversation = await simulator.waitForConversation();
    await conversation.waitForUserText(/^My parcel is late\n/);
    expect(Object.values(conversation.attributes)).toEqual(
      expect.arrayContaining(['Ada', 'Lovelace', 'ada@example.com', '+44 20 7946 0000', '4711']),
    );

    dana.accept(conversation);
    dana.sendText(conversation, 'Let me look.');
    await user.hears('Let me look.');
    await user.say('name is not a command now');
    await conversation.waitForUserText('name is not a command now');

    dana.disconnect(conversation);
    const back = await user.hears('Back with the bot:');

    expect(back.text).toBe('Back with the bot: closed (Dana ended it)');
    expect(user.transcript.filter((line) => line.includes('Back with the bot:'))).toHaveLength(1);
    await user.say('name Grace Hopper');
    await user.hears('Thank you, Grace Hopper.');
  });

  it('asks for a human without a topic too', async () => {
    await user.say('agent');
    const conversation = await simulator.waitForConversation();
    await conversation.waitForUserText(/talk to a human/);
  });

  it('hands over to the queue in the settings', async () => {
    await app.stop();
    app = await startApp({ GENESYSCLOUD_QUEUE: 'Billing' });
    channel.botUrl = app.url;
    await user.say('agent my invoice');
    expect((await simulator.waitForConversation()).queue.name).toBe('Billing');
  });

  it('shows typing on both sides', async () => {
    const dana = simulator.agent('Dana');
    await user.say('agent hello');
    const conversation = await simulator.waitForConversation();
    dana.accept(conversation);
    dana.typing(conversation);
    await user.seesTyping();
    await user.post({ type: 'typing' });
    await conversation.waitForUserTyping();
  });

  it('tells the agent that the user left', async () => {
    await user.say('agent hello');
    const conversation = await simulator.waitForConversation();
    simulator.agent('Dana').accept(conversation);
    await user.post({ type: 'endOfConversation' });
    await conversation.waitForState('disconnected');
    expect(conversation.disconnectedBy).toBe('user');
  });

  it('goes on where it was after a restart in the middle of a handoff', async () => {
    const dana = simulator.agent('Dana');
    await user.say('agent hello');
    const conversation = await simulator.waitForConversation();
    dana.accept(conversation);
    dana.sendText(conversation, 'before');
    await user.hears('before');

    await app.stop();
    dana.sendText(conversation, 'meanwhile');
    app = await startApp();
    channel.botUrl = app.url;

    await user.hears('meanwhile');
    await user.say('after');
    await conversation.waitForUserText('after');
    dana.disconnect(conversation);
    await user.hears('Back with the bot: closed');
    expect(user.transcript.filter((line) => line === 'bot: before')).toHaveLength(1);
  });

  it('says why when Genesys refuses, and goes on', async () => {
    await app.stop();
    app = await startApp({ GENESYSCLOUD_DEPLOYMENT_ID: '11111111-2222-4333-8444-555555555555' });
    channel.botUrl = app.url;
    await user.say('agent hello');
    expect((await user.hears('Back with the bot:')).text).toBe('Back with the bot: failed (accessDenied)');
    await user.say('name Ada');
    await user.hears('Thank you, Ada.');
  });
});
