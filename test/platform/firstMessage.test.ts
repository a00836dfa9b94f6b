import type { GenesysCloudHandoffOptions } from 'botbuilder-genesys-cloud';
import type { Simulator } from 'botbuilder-genesys-cloud/simulator';
import { AgentWords } from '../../src/agentWords';
import { renderFirstMessage } from '../../src/firstMessage';
import { startGenesys } from '../support/genesys';
import { TestBot, type TestUser } from '../support/testBot';

let genesys: Simulator;
let bot: TestBot;

beforeEach(async () => {
  genesys = await startGenesys();
});

afterEach(async () => {
  await bot.stop();
  await genesys.close();
});

const ADA = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  phoneNumber: '+44 20 7946 0000',
  email: 'ada@example.com',
  customFields: {
    order: { id: 4711, express: true, lines: [{ sku: 'A-1' }, { sku: 'B-2' }] },
    tags: ['vip', 'press'],
    since: '2020-02-29',
    note: null,
    empty: '  ',
  },
};

/** A user of a bot with these options, who is known as Ada unless told otherwise. */
async function userOf(options: Partial<GenesysCloudHandoffOptions>, known: object | null = ADA): Promise<TestUser> {
  bot = await TestBot.start({ genesys, options });
  const user = await bot.user();
  if (known !== null) await user.say(`set ${JSON.stringify(known)}`);
  return user;
}

async function handedOver(user: TestUser, text = 'agent My parcel is late') {
  await user.say(text);
  const conversation = await genesys.waitForConversation();
  await user.hears(/You are in the queue/);
  return { texts: conversation.messages.map((message) => message.text), attributes: conversation.attributes };
}

describe('the first message', () => {
  it('begins with the topic alone, then says who asks, one fact a line', async () => {
    const { texts } = await handedOver(await userOf({}));
    expect(texts).toEqual([
      [
        'My parcel is late',
        '',
        'Name: Ada Lovelace',
        'Phone: +44 20 7946 0000',
        'Email: ada@example.com',
        'order.id: 4711',
        'order.express: true',
        'order.lines.0.sku: A-1',
        'order.lines.1.sku: B-2',
        'tags: vip, press',
        'since: 2020-02-29',
      ].join('\n'),
    ]);
  });

  it('is the topic where nothing is known about the user', async () => {
    const { texts } = await handedOver(await userOf({}, null));
    expect(texts).toEqual(['My parcel is late']);
  });

  it('is the topic alone where the author wants no more, and the attributes stay complete', async () => {
    const { texts, attributes } = await handedOver(await userOf({ firstMessage: 'topic' }));
    expect(texts).toEqual(['My parcel is late']);
    expect(attributes).toMatchObject({ firstName: 'Ada', 'order.id': '4711', tags: 'vip, press' });
  });

  it('is what the author’s function makes of the facts', async () => {
    const user = await userOf({
      firstMessage: ({ topic, user: who, routing }) => `${who.firstName} (${routing.queue}): ${topic}`,
    });
    expect((await handedOver(user)).texts).toEqual(['Ada (Support): My parcel is late']);
  });

  it('falls back to the topic when the author’s function fails or gives nothing', async () => {
    const user = await userOf({
      firstMessage: () => {
        throw new Error('no');
      },
    });
    expect((await handedOver(user)).texts).toEqual(['My parcel is late']);
    expect(bot.logs).toContainEqual({ code: 'firstMessageFailed', error: 'Error' });
    const facts = { topic: 'Help', user: { customFields: {} }, routing: {}, left: [], transcript: [] };
    expect(renderFirstMessage(facts, () => ' ', new AgentWords())).toBe('Help');
  });

  it('ends with the last lines with the bot where the author asks for them', async () => {
    const user = await userOf({ transcriptLines: 3 }, null);
    await user.say('hello');
    await user.hears('bot: hello');
    await user.say('I  have\na question');
    const { texts } = await handedOver(user);
    expect(texts).toEqual([
      'My parcel is late\n\nUser: I have a question\nBot: bot: I have a question\nUser: agent My parcel is late',
    ]);
  });

  it('keeps no line of what was said with an agent', async () => {
    const user = await userOf({ transcriptLines: 9 }, null);
    await handedOver(user, 'agent one');
    const conversation = genesys.conversations()[0]!;
    genesys.agent('Dana').accept(conversation);
    genesys.agent('Dana').sendText(conversation, 'between us');
    await user.hears('between us');
    await user.say('this too');
    genesys.agent('Dana').disconnect(conversation);
    await user.hears('outcome: closed by agent');
    const next = genesys.nextConversation();
    await user.say('agent two');
    const text = (await next).messages.map((message) => message.text).join('\n');
    expect(text).toContain('User: agent two');
    expect(text).not.toContain('between us');
    expect(text.split('agent two\n')[1] ?? '').not.toContain('this too');
  });
});

describe('attributes that have no room', () => {
  const long = 'ü'.repeat(700); // 1,400 bytes of UTF-8

  it('go by priority: routing and contact data first, and what is left is in the message', async () => {
    const known = { ...ADA, customFields: { first: long, second: long, third: 'short' } };
    const { texts, attributes } = await handedOver(await userOf({}, known));
    expect(attributes).toMatchObject({ queue: 'Support', firstName: 'Ada', first: long, third: 'short' });
    expect(attributes).not.toHaveProperty('second');
    const bytes = Object.entries(attributes).reduce((sum, [key, value]) => sum + Buffer.byteLength(key + value), 0);
    expect(bytes).toBeLessThanOrEqual(2_048);
    expect(texts.join('\n')).toContain(`second: ${long}`);
  });

  it('are said even where only the topic is wanted', async () => {
    const known = { customFields: { first: long, second: long } };
    const { texts } = await handedOver(await userOf({ firstMessage: 'topic' }, known));
    expect(texts.join('\n')).toContain(`second: ${long}`);
    expect(texts.join('\n')).not.toContain('first:');
  });

  it('never keep a handoff from beginning, however large they are', async () => {
    const known = { customFields: { giant: 'x'.repeat(60_000), order: '4711' } };
    const { attributes } = await handedOver(await userOf({}, known));
    expect(attributes).toEqual({ queue: 'Support', order: '4711' });
    await genesys.conversations()[0]!.waitForUserText(/x… \[shortened\]\norder: 4711$/);
  });
});

describe('userData', () => {
  it('adds, renames, masks and leaves out, for attributes and message alike', async () => {
    const user = await userOf({
      userData: ({ email, customFields: { 'order.id': order, ...others }, ...data }, context) => ({
        ...data,
        firstName: 'A.',
        email: email?.replace(/^[^@]+/, '***'),
        phoneNumber: undefined,
        customFields: { orderNumber: order ?? '', channel: context.activity.channelId ?? '', ...pick(others, 'tags') },
      }),
    });
    const { texts, attributes } = await handedOver(user);
    expect(attributes).toEqual({
      queue: 'Support',
      firstName: 'A.',
      lastName: 'Lovelace',
      email: '***@example.com',
      orderNumber: '4711',
      channel: 'webchat',
      tags: 'vip, press',
    });
    expect(texts[0]).not.toMatch(/ada@|7946|A-1/);
  });

  it('that fails sends nothing about the user, and the handoff begins', async () => {
    const user = await userOf({ userData: () => Promise.reject(new Error('mask service down')) });
    const { texts, attributes } = await handedOver(user);
    expect(texts).toEqual(['My parcel is late']);
    expect(attributes).toEqual({ queue: 'Support' });
    expect(bot.logs).toContainEqual(expect.objectContaining({ code: 'userDataFailed' }));
  });

  it('may give back what is no text', async () => {
    const odd = { firstName: 7, customFields: { when: new Date(0), list: [1, 2], deep: { a: 1 } } } as never;
    const { attributes } = await handedOver(await userOf({ userData: () => odd }));
    expect(attributes).toMatchObject({ firstName: '7', when: '1970-01-01T00:00:00.000Z', list: '1, 2', 'deep.a': '1' });
  });
});

function pick(fields: Record<string, string>, key: string): Record<string, string> {
  return fields[key] === undefined ? {} : { [key]: fields[key] };
}
