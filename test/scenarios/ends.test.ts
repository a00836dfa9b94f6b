import type { GenesysCloudHandoffOptions } from 'botbuilder-genesys-cloud';
import type { SimulatedConversation, Simulator } from 'botbuilder-genesys-cloud/simulator';
import { startGenesys } from '../support/genesys';
import { TestBot, type TestUser } from '../support/testBot';

describe('the ends of a handoff', () => {
  let genesys: Simulator;
  let bot: TestBot;

  beforeEach(async () => {
    genesys = await startGenesys();
  });

  afterEach(async () => {
    await bot.stop();
    await genesys.close();
  });

  async function askForAgent(
    options?: Partial<GenesysCloudHandoffOptions>,
  ): Promise<{ user: TestUser; conversation: SimulatedConversation }> {
    bot = await TestBot.start({ genesys, options });
    const user = await bot.user();
    await user.say('agent help');
    const conversation = await genesys.waitForConversation();
    await user.hears(/in the queue/);
    return { user, conversation };
  }

  async function connect(options?: Partial<GenesysCloudHandoffOptions>) {
    const { user, conversation } = await askForAgent(options);
    const dana = genesys.agent('Dana');
    dana.accept(conversation);
    dana.sendText(conversation, 'Dana here');
    await user.hears('Dana here');
    return { user, conversation, dana };
  }

  it('lets the user leave in words while talking, and closes the agent’s side', async () => {
    const { user, conversation } = await connect();
    await user.say('End chat!');
    await user.hears('outcome: closed by user');
    await conversation.waitForState('disconnected');
    expect(conversation.disconnectedBy).toBe('user');
    expect(user.heard).toContain('You have left the conversation with the agent.');
    expect(conversation.messages.map(({ text }) => text)).not.toContain('End chat!');
  });

  it('lets the user leave while still waiting, and nobody stays in the queue', async () => {
    const { user, conversation } = await askForAgent();
    await user.say('stop');
    await user.hears('outcome: cancelled by user');
    await conversation.waitForState('disconnected');
    expect(bot.outcomes[0]).toMatchObject({ kind: 'cancelled', humanReached: false });
  });

  it('takes end phrases of the author’s own', async () => {
    const { user, conversation } = await askForAgent({ endPhrases: ['au revoir'] });
    await user.say('stop');
    await conversation.waitForUserText('stop');
    await user.say('Au  revoir.');
    await user.hears('outcome: cancelled by user');
  });

  it('gives up when no human answers in time', async () => {
    const { user, conversation } = await askForAgent({ noAgentTimeout: 300 });
    await user.hears('outcome: nobodyInTime by system');
    expect(user.heard).toContain('Sorry, no agent could answer in time.');
    await conversation.waitForState('disconnected');
  });

  it('ends a conversation in which both sides fell silent', async () => {
    const { user, conversation } = await connect({ idleTimeout: 300 });
    await user.hears('outcome: idle by system');
    await conversation.waitForState('disconnected');
    expect(bot.outcomes[0]).toMatchObject({ kind: 'idle', humanReached: true });
  });

  it('can be ended by the bot’s author, with a reason', async () => {
    const { user, conversation } = await connect();
    const [summary] = await bot.handoff.list();
    expect(summary).toMatchObject({ state: 'connected', agentName: 'Dana', waitingForAgent: 0 });
    expect(await bot.handoff.end(summary?.botConversationId ?? '', { reason: 'maintenance' })).toBe(true);
    await user.hears('outcome: closed by system');
    expect(bot.outcomes[0]).toMatchObject({ reason: 'maintenance' });
    await conversation.waitForState('disconnected');
    expect(await bot.handoff.end(summary?.botConversationId ?? '')).toBe(false);
  });

  it.each([
    'endOfConversation',
    'conversationUpdate',
  ])('ends when the channel says that the user left by %s', async (type) => {
    const { user, conversation } = await connect();
    const membersRemoved = type === 'conversationUpdate' ? [{ id: user.conversation.userId, name: 'You' }] : undefined;
    await user.post({ type, membersRemoved });
    await user.hears('outcome: userLeft by user');
    await conversation.waitForState('disconnected');
  });

  it('ends in Genesys too when the waiting dialog is cancelled, without a word or a resume', async () => {
    const { user, conversation } = await connect({ passThrough: ({ name }) => name === 'cancel' });
    const before = [...bot.turns];
    await user.post({ type: 'event', name: 'cancel' });
    await conversation.waitForState('disconnected');
    await user.say('hello');
    await user.hears('bot: hello');
    expect(bot.outcomes).toEqual([]);
    expect(bot.turns).toEqual([...before, 'event:cancel', 'message:hello']);
  });

  it('tells the agent in words where the deployment does not let a guest end it', async () => {
    genesys.deployment().configuration.conversationClear = { enabled: false };
    const { user, conversation } = await connect();
    await user.say('end chat');
    await user.hears('outcome: closed by user');
    await conversation.waitForUserText('[The user has left this conversation.]');
    expect(conversation.state).toBe('connected');
  });

  it('comes back when the deployment ends conversations read-only', async () => {
    genesys.deployment().configuration.conversationDisconnect = { enabled: true, type: 'ReadOnly' };
    const { user, conversation, dana } = await connect();
    dana.disconnect(conversation);
    await user.hears('outcome: closed by agent');
    await user.say('agent again');
    const second = await genesys.waitForConversation();
    await second.waitForUserText(/^again/);
  });

  it('says whom nobody reached when the flow closes the conversation', async () => {
    const { user, conversation } = await askForAgent();
    conversation.disconnectBySystem();
    await user.hears('outcome: closed by system');
    expect(bot.outcomes[0]).toMatchObject({ humanReached: false, endedBy: 'system' });
  });

  it('gives what crossed the end back in the outcome, and ends what it had re-opened at Genesys', async () => {
    const { user, conversation, dana } = await connect();
    genesys.levers.freezeSockets(true);
    await user.say('one more thing');
    dana.disconnect(conversation);
    genesys.levers.freezeSockets(false);
    await user.hears(/outcome: closed by agent/);
    expect(bot.outcomes[0]?.undelivered).toEqual(['one more thing']);
    expect(user.heard.filter((text) => text.startsWith('Your last message came too late'))).toHaveLength(1);
    const open = genesys.conversations().filter(({ state }) => state !== 'disconnected');
    await Promise.all(open.map((one) => one.waitForState('disconnected')));
  });
});
