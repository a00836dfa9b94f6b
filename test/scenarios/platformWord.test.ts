import { EventEmitter, once } from 'node:events';
import { genesysPlatform } from 'botbuilder-genesys-cloud';
import type { SimulatedConversation, Simulator } from 'botbuilder-genesys-cloud/simulator';
import { silentLogger } from '../../src/runtime/logger';
import { startGenesys } from '../support/genesys';
import { TestBot, type TestUser } from '../support/testBot';

describe('with credentials, the platform’s own word', () => {
  let genesys: Simulator;
  let bot: TestBot;
  let user: TestUser;
  let conversation: SimulatedConversation;
  /** Emits `answered` whenever Genesys said how the conversation stands. */
  let answers: EventEmitter;

  afterEach(async () => {
    await bot.stop();
    await genesys.close();
  });

  async function connect(configuration: Record<string, unknown> = {}): Promise<void> {
    genesys = await startGenesys();
    Object.assign(genesys.deployment().configuration, configuration);
    const { clientId, clientSecret } = genesys.oauth;
    const platform = genesysPlatform({ endpoint: genesys.url, clientId, clientSecret, logger: silentLogger });
    const { conversations } = platform;
    answers = new EventEmitter();
    const standing = conversations.standing.bind(conversations);
    conversations.standing = async (id) => {
      const answer = await standing(id);
      answers.emit('answered');
      return answer;
    };
    Object.defineProperty(platform, 'conversations', { value: conversations });
    bot = await TestBot.start({
      genesys,
      options: {
        platform,
        platformCheckAfter: 300,
      },
    });
    user = await bot.user();
    ({ conversation } = await user.meetDana(genesys));
  }

  it('settles that an agent left where the deployment does not tell', async () => {
    await connect({ conversationDisconnect: { enabled: false, type: 'Send' } });
    genesys.agent('Dana').disconnect(conversation);
    await user.hears('outcome: closed by agent');
    expect(bot.outcomes[0]).toMatchObject({ genesysConversationId: conversation.id, humanReached: true });
  });

  it('takes no transfer, decline or queue for an end', async () => {
    await connect({ conversationDisconnect: { enabled: false, type: 'Send' } });
    genesys.agent('Dana').transfer(conversation, 'Billing');
    genesys.agent('Sam').decline(conversation);
    // The second answer proves that the first ended nothing.
    await once(answers, 'answered');
    await once(answers, 'answered');
    genesys.agent('Sam').accept(conversation);
    genesys.agent('Sam').sendText(conversation, 'Sam here');
    await user.hears('Sam here');
    expect(bot.outcomes).toEqual([]);
  });

  it('ends what a guest may not end', async () => {
    await connect({ conversationClear: { enabled: false } });
    await user.say('end chat');
    await user.hears('outcome: closed by user');
    await conversation.waitForState('disconnected');
  });
});
