import { MemoryStorage } from 'botbuilder';
import { type Simulator, type SimulatorOptions, startSimulator } from 'botbuilder-genesys-cloud/simulator';
import { type ChooseAQueueApp, startChooseAQueueApp } from '../../samples/02.choose-a-queue/app';
import { type LocalChannel, startLocalChannel } from '../../samples/support/localChannel';
import { ChatUser } from './support/chatUser';

describe('sample 02.choose-a-queue', () => {
  let simulator: Simulator;
  let app: ChooseAQueueApp;
  let channel: LocalChannel;
  let user: ChatUser;
  let left: { topic: string; text: string }[];

  async function start(options: SimulatorOptions = {}, more: Record<string, string> = {}): Promise<void> {
    simulator = await startSimulator(options);
    left = [];
    app = await startChooseAQueueApp({
      port: 0,
      storage: new MemoryStorage(),
      environment: {
        GENESYSCLOUD_ENDPOINT: simulator.url,
        GENESYSCLOUD_DEPLOYMENT_ID: simulator.deploymentId,
        GENESYSCLOUD_OAUTHCLIENT_ID: simulator.oauth.clientId,
        GENESYSCLOUD_OAUTHCLIENT_SECRET: simulator.oauth.clientSecret,
        ...more,
      },
      onMessageLeft: async (message) => void left.push(message),
    });
    channel = await startLocalChannel({ port: 0, botUrl: app.url });
    user = await ChatUser.join(channel);
  }

  afterEach(async () => {
    user.leave();
    await app.stop();
    await channel.close();
    await simulator.close();
  });

  it('hands over to the queue behind the topic, says the wait first, and comes back', async () => {
    await start({ administration: { estimatedWaitSeconds: { Billing: 140 } } });
    await user.say('hello');
    await user.hears('What can a colleague do for you?');
    await user.say('An invoice');
    await user.hears('in about 3 min.');
    const conversation = await simulator.waitForConversation({ queue: 'Billing' });
    await conversation.waitForUserText('An invoice');
    const dana = simulator.agent('Dana');
    dana.accept(conversation);
    dana.sendText(conversation, 'Which one?');
    await user.hears('Which one?');
    dana.disconnect(conversation);
    await user.hears('This is the bot again.');
  });

  it('offers no topic whose queue is gone', async () => {
    await start({ queues: ['Support', 'billing'] });
    await user.say('hello');
    const offer = await user.hears('What can a colleague do for you?');
    const offered = JSON.stringify(offer);
    expect(offered).toContain('An invoice');
    expect(offered).not.toContain('I want to buy');
  });

  it.each<[string, SimulatorOptions, string]>([
    ['nobody is on queue', { agents: [] }, 'All colleagues are busy or away.'],
    ['it is closed', { administration: { scheduleGroups: [{ name: 'Hours', timeZone: 'UTC' }] } }, 'We are closed'],
  ])('takes a message when %s', async (_why, options, says) => {
    await start(options, options.administration ? { GENESYSCLOUD_SCHEDULE_GROUP: 'Hours' } : {});
    await user.say('hello');
    await user.hears('What can a colleague do for you?');
    await user.say('Something is broken');
    await user.hears(says);
    await user.hears('Write your question');
    await user.say('My lamp flickers. ada@example.com');
    await user.hears('we have your message');
    expect(left).toEqual([{ topic: 'Something is broken', text: 'My lamp flickers. ada@example.com' }]);
    expect(simulator.conversations()).toEqual([]);
  });

  it('takes a message when the operator has switched handoffs off', async () => {
    await start();
    app.handoff.setEnabled(false);
    await user.say('hello');
    await user.hears('What can a colleague do for you?');
    await user.say('I want to buy');
    await user.hears('cannot be reached by chat');
    await user.hears('Write your question');
  });

  it('works without credentials', async () => {
    await start({}, { GENESYSCLOUD_OAUTHCLIENT_ID: '', GENESYSCLOUD_OAUTHCLIENT_SECRET: '' });
    await user.say('hello');
    await user.hears('What can a colleague do for you?');
    await user.say('I want to buy');
    await simulator.waitForConversation({ queue: 'Sales' });
  });
});
