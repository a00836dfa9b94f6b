import type { Activity } from 'botbuilder';
import type { SimulatedAgent, SimulatedConversation, Simulator } from 'botbuilder-genesys-cloud/simulator';
import { startGenesys } from '../support/genesys';
import { TestBot, type TestUser } from '../support/testBot';

describe('what an agent sends beside text', () => {
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

  async function connect(options: object = {}): Promise<void> {
    bot = await TestBot.start({ genesys, options });
    user = await bot.user();
    ({ conversation, dana } = await user.meetDana(genesys));
  }

  async function next(text: RegExp): Promise<Partial<Activity>> {
    await user.hears(text);
    return user.conversation.activities.filter((one) => text.test(one.text ?? '')).at(-1) ?? {};
  }

  it('reaches the user as what it is, in one message, in order', async () => {
    await connect();
    dana.sendStructured(conversation, {
      text: 'What is it about?',
      content: [
        { contentType: 'QuickReply', quickReply: { text: 'Refund', payload: 'opt_refund' } },
        { contentType: 'QuickReply', quickReply: { text: 'Delay', payload: 'opt_delay' } },
      ],
    });
    dana.sendAttachment(conversation, { filename: 'map.png', mime: 'image/png', data: 'png', text: 'Here it is' });
    const asked = await next(/^What is it about\?$/);
    expect(asked.suggestedActions?.actions.map(({ title }) => title)).toEqual(['Refund', 'Delay']);
    const sent = await next(/^Here it is$/);
    expect(sent.attachments).toMatchObject([{ contentType: 'image/png', name: 'map.png' }]);
    expect(await (await fetch(sent.attachments?.[0]?.contentUrl ?? '')).text()).toBe('png');
  });

  it('is announced where nobody can show it, and logged by its type alone', async () => {
    await connect();
    dana.sendStructured(conversation, { content: [{ contentType: 'Hologram', hologram: { secret: 'word' } }] });
    await user.hears('[This message cannot be shown here.]');
    expect(bot.logs).toContainEqual(expect.objectContaining({ code: 'contentUnknown', contentType: 'Hologram' }));
    expect(JSON.stringify(bot.logs)).not.toContain('word');
  });

  it('bears the agent’s name, a label where names are hidden, and another for the flow', async () => {
    await connect();
    dana.sendText(conversation, 'anonymous', { anonymous: true });
    conversation.sendFlowText('from the flow');
    expect((await next(/^Dana here$/)).from?.name).toBe('Dana');
    expect((await next(/^anonymous$/)).from?.name).toBe('Agent');
    expect((await next(/^from the flow$/)).from?.name).toBe('Automatic message');
  });

  it('is markdown only where the deployment says so', async () => {
    genesys.deployment().configuration.markdown = { enabled: false };
    await connect();
    dana.sendText(conversation, '**bold**');
    expect((await next(/bold/)).textFormat).toBe('plain');
  });
});
