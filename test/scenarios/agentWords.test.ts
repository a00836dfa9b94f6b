import type { GenesysCloudHandoffOptions } from 'botbuilder-genesys-cloud';
import type { SimulatedConversation, Simulator } from 'botbuilder-genesys-cloud/simulator';
import { startGenesys } from '../support/genesys';
import { TestBot, type TestUser } from '../support/testBot';

/** A file that no deployment can get: its host is on no list. */
const STRAY_FILE = { contentType: 'image/png', contentUrl: 'https://files.example.test/x.png', name: 'x.png' };

describe('what agents read, in their language', () => {
  let genesys: Simulator;
  let bot: TestBot;
  let user: TestUser;
  let conversation: SimulatedConversation;

  beforeEach(async () => {
    genesys = await startGenesys();
    genesys.deployment().configuration.conversationClear = { enabled: false };
  });

  afterEach(async () => {
    await bot.stop();
    await genesys.close();
  });

  async function askForAgent(options: Partial<GenesysCloudHandoffOptions>): Promise<void> {
    bot = await TestBot.start({ genesys, options });
    user = await bot.user();
    await user.say('set {"firstName":"Ada","email":"ada@example.com","customFields":{"order":"4711"}}');
    await user.say('agent help');
    conversation = await genesys.waitForConversation();
    await user.hears(/in the queue/);
  }

  const read = () => conversation.messages.filter(({ from }) => from === 'user').map(({ text }) => text);

  it('is the summary, what happened to a file, and that the user left; users keep their own language', async () => {
    await askForAgent({ agentLanguage: 'nl', transcriptLines: 1 });
    await user.post({ type: 'message', attachments: [STRAY_FILE] });
    await user.hears('Your file x.png could not be passed on to the agent.');
    await user.post({ type: 'messageReaction', reactionsAdded: [{ type: 'like' }] });
    await conversation.waitForUserText(/like/);
    await user.say('end chat');
    await conversation.waitForUserText('[De gebruiker heeft dit gesprek verlaten.]');
    expect(read()).toEqual([
      'help\n\nNaam: Ada\nE-mail: ada@example.com\norder: 4711\n\nGebruiker: agent help',
      '[De gebruiker heeft een bestand gestuurd dat niet kon worden doorgegeven: x.png (het staat op een plek waar geen bestanden worden opgehaald)]',
      '[De gebruiker heeft gereageerd: like]',
      '[De gebruiker heeft dit gesprek verlaten.]',
    ]);
  });

  it('gives way to the author’s words', async () => {
    await askForAgent({
      agentTexts: { email: 'Mail to {text}', fileNotPassedOn: 'No {name}: {why}', userLeft: 'Gone.' },
    });
    await user.post({ type: 'message', attachments: [STRAY_FILE] });
    await user.say('end chat');
    await conversation.waitForUserText('Gone.');
    expect(read()).toEqual([
      'help\n\nName: Ada\nMail to ada@example.com\norder: 4711',
      'No x.png: it lies where files are not fetched from',
      'Gone.',
    ]);
  });

  it('is nothing where the author wants nothing, and what comes after it goes on', async () => {
    const agentTexts = { email: '', fileNotPassedOn: '', reactionAdded: '', userLeft: '' };
    await askForAgent({ agentTexts });
    await user.post({ type: 'message', attachments: [STRAY_FILE] });
    await user.post({ type: 'messageReaction', reactionsAdded: [{ type: 'like' }] });
    await user.say('and then');
    await conversation.waitForUserText('and then');
    expect(read()).toEqual(['help\n\nName: Ada\norder: 4711', 'and then']);
    await user.hears('Your file x.png could not be passed on to the agent.');
  });
});
