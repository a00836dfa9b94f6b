import type { Simulator } from 'botbuilder-genesys-cloud/simulator';
import { startGenesys } from '../support/genesys';
import { TestBot } from '../support/testBot';

/** What nobody can see, and what makes a reader see something else. */
const INVISIBLE = '\u0000\u0007\u202e\u2066';

describe('words from strangers', () => {
  let genesys: Simulator;
  let bot: TestBot;

  beforeEach(async () => {
    genesys = await startGenesys();
    bot = await TestBot.start({ genesys, options: { transcriptLines: 2 } });
  });

  afterEach(async () => {
    await bot.stop();
    await genesys.close();
  });

  it('reach the agent without what cannot be seen: topic, name, fields, transcript and messages', async () => {
    const user = await bot.user();
    await user.say(
      `set ${JSON.stringify({ firstName: `A${INVISIBLE}da`, customFields: { order: `4${INVISIBLE}711` } })}`,
    );
    await user.say(`agent My${INVISIBLE} parcel`);
    const conversation = await genesys.waitForConversation();
    const first = await conversation.waitForUserText(/^My parcel/);
    await user.say(`one${INVISIBLE} word`);
    await conversation.waitForUserText('one word');
    expect(conversation.attributes).toMatchObject({ firstName: 'Ada', order: '4711' });
    const all = [...Object.values(conversation.attributes), ...conversation.messages.map(({ text }) => text)].join(' ');
    expect(first.text).toContain('User: agent My parcel');
    for (const mark of INVISIBLE) expect(all).not.toContain(mark);
  });

  it('reach the user the same way, and a name makes no link or markup of our own sentence', async () => {
    const user = await bot.user();
    await user.say('agent help');
    const conversation = await genesys.waitForConversation();
    const evil = genesys.agent('Dana');
    evil.accept(conversation);
    Object.assign(evil, { name: `[Dana](https://evil.example)<b>${INVISIBLE}` });
    Object.assign(conversation, { agentName: evil.name });
    evil.sendText(conversation, `Pay${INVISIBLE} now <script>alert(1)</script>`);
    await user.hears('Pay now &lt;script>alert(1)&lt;/script>');
    expect(user.heard).toContain('You are now talking to Dana(https evil.example)b.');
  });
});
