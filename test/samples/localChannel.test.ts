import { ActivityHandler, CloudAdapter, ConfigurationBotFrameworkAuthentication, TurnContext } from 'botbuilder';
import { type BotServer, startBotServer } from '../../samples/support/botServer';
import { type LocalChannel, startLocalChannel } from '../../samples/support/localChannel';
import { ChatUser } from './support/chatUser';

/** An echo bot over a real `CloudAdapter`; a test may put something else in its place. */
class EchoBot extends ActivityHandler {
  readonly typesSeen: string[] = [];
  answer = async (context: TurnContext): Promise<void> => {
    await context.sendActivity(`echo ${context.activity.text}`);
  };

  constructor() {
    super();
    this.onTurn(async (context, next) => {
      this.typesSeen.push(context.activity.type);
      await next();
    });
    this.onMembersAdded(async (context, next) => {
      await context.sendActivity('hello');
      await next();
    });
    this.onMessage(async (context, next) => {
      await this.answer(context);
      await next();
    });
  }
}

/** Something to wait for. */
function latch(): { opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('local channel', () => {
  let bot: EchoBot;
  let adapter: CloudAdapter;
  let server: BotServer;
  let channel: LocalChannel;

  beforeEach(async () => {
    bot = new EchoBot();
    adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
    server = await startBotServer({
      port: 0,
      thisMachineOnly: true,
      process: (request, response) => adapter.process(request, response, (context) => bot.run(context)),
    });
    channel = await startLocalChannel({ port: 0, botUrl: server.url });
  });

  afterEach(async () => {
    await channel.close();
    await server.close();
  });

  /** What a page that opens the conversation now gets to see, up to `count` events. */
  async function replay(conversationId: string, count: number, lastEventId = 0): Promise<string[]> {
    const gone = new AbortController();
    const response = await fetch(`${channel.url}/chat/${conversationId}/events`, {
      headers: { 'last-event-id': String(lastEventId) },
      signal: gone.signal,
    });
    const texts: string[] = [];
    let pending = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      pending += Buffer.from(chunk).toString('utf8');
      const events = pending.split('\n\n');
      pending = events.pop() ?? '';
      for (const event of events) {
        const data = event.split('\n').find((line) => line.startsWith('data: '));
        if (data) texts.push(JSON.parse(data.slice(6)).text);
      }
      if (texts.length >= count) break;
    }
    gone.abort();
    return texts;
  }

  it('tells the bot that a conversation starts, and carries messages both ways', async () => {
    const user = await ChatUser.join(channel);
    await user.hears('hello');
    await user.say('one');
    await user.hears('echo one');

    expect(user.transcript).toEqual(['bot: hello', 'user: one', 'bot: echo one']);
  });

  it('shows what the user said before the answer to it, however long the turn takes', async () => {
    const user = await ChatUser.join(channel);
    const turn = latch();
    bot.answer = async (context) => {
      await context.sendActivity('first answer');
      await turn.opened;
    };

    const said = user.say('question');
    await user.hears('first answer');
    expect(user.transcript).toEqual(['bot: hello', 'user: question', 'bot: first answer']);

    turn.open();
    await said;
    expect(user.transcript).toHaveLength(3);
  });

  it('passes typing on in both directions and keeps it out of the log', async () => {
    const user = await ChatUser.join(channel);
    await user.post({ type: 'typing' });
    bot.answer = async (context) => {
      await context.sendActivity({ type: 'typing' });
    };
    await user.say('hi');
    await user.seesTyping();

    expect(bot.typesSeen).toEqual(['conversationUpdate', 'typing', 'message']);
    expect(user.conversation.activities.map(({ type }) => type)).toEqual(['message', 'message']);
  });

  it('replays the conversation to a page that opens it again, from where that page was', async () => {
    const user = await ChatUser.join(channel);
    await user.say('one');
    await user.hears('echo one');

    expect(await replay(user.conversation.id, 3)).toEqual(['hello', 'one', 'echo one']);
    expect(await replay(user.conversation.id, 1, 2)).toEqual(['echo one']);
  });

  it('lets the bot change and delete a message in its place', async () => {
    const user = await ChatUser.join(channel);
    bot.answer = async (context) => {
      const sent = await context.sendActivity('draft');
      await context.sendActivity('later');
      await context.updateActivity({ type: 'message', id: sent?.id, text: 'final' });
      if (context.activity.text === 'delete') await context.deleteActivity(sent?.id ?? '');
    };
    await user.say('update');
    await user.say('delete');

    expect(user.transcript.slice(1)).toEqual([
      'user: update',
      'bot: final',
      'bot: later',
      'user: delete',
      'bot: (deleted)',
      'bot: later',
    ]);
  });

  it('takes proactive messages', async () => {
    const user = await ChatUser.join(channel);
    let reference: ReturnType<typeof TurnContext.getConversationReference> | undefined;
    bot.answer = async (context) => {
      reference = TurnContext.getConversationReference(context.activity);
    };
    await user.say('hi');
    await adapter.continueConversationAsync('', reference!, async (context) => {
      await context.sendActivity('by the way');
    });

    await user.hears('by the way');
  });

  it('says that a message was not sent when the bot is down, and forgets it', async () => {
    const user = await ChatUser.join(channel);
    await server.close();

    await expect(user.say('anybody?')).rejects.toMatchObject({ status: 502 });
    expect(user.transcript).toEqual(['bot: hello']);
    await expect(channel.startConversation()).rejects.toMatchObject({ status: 502 });
  });

  it('refuses the bot as often as it is told to', async () => {
    const user = await ChatUser.join(channel);
    channel.refuseNext({ times: 1, status: 403 });
    const outcomes: string[] = [];
    bot.answer = async (context) => {
      for (const text of ['refused', 'taken']) {
        await context.sendActivity(text).then(
          () => outcomes.push('taken'),
          (error) => outcomes.push(String(error.statusCode)),
        );
      }
    };
    await user.say('go');

    expect(outcomes).toEqual(['403', 'taken']);
    expect(user.transcript.at(-1)).toBe('bot: taken');
  });

  it.each([
    ['POST', '/v3/conversations/nobody/activities', 404],
    ['GET', '/chat/nobody', 404],
    ['GET', '/elsewhere', 404],
    ['POST', '/chat', 415],
  ])('answers %s %s with %d', async (method, path, status) => {
    expect((await fetch(channel.url + path, { method })).status).toBe(status);
  });

  it('names its members to the bot', async () => {
    const user = await ChatUser.join(channel);
    const members = await fetch(`${channel.url}/v3/conversations/${user.conversation.id}/members`);
    expect(await members.json()).toMatchObject([{ id: 'bot' }, { id: user.conversation.userId }]);
  });

  describe('bot server', () => {
    it.each([
      ['GET', '/api/messages', undefined, 405],
      ['POST', '/elsewhere', '{}', 404],
      ['POST', '/api/messages', 'not JSON', 400],
      ['POST', '/api/messages', '[]', 400],
      ['POST', '/api/messages', `{"a":"${'x'.repeat(1_100_000)}"}`, 413],
    ])('answers %s %s with an error a caller can use', async (method, path, body, status) => {
      const response = await fetch(new URL(path, server.url), { method, body });
      expect(response.status).toBe(status);
    });

    it('finishes the turns under way before it stops', async () => {
      const user = await ChatUser.join(channel);
      const begun = latch();
      const turn = latch();
      bot.answer = async (context) => {
        begun.open();
        await turn.opened;
        await context.sendActivity('finished');
      };
      const said = user.say('go');
      await begun.opened;

      const closed = server.close();
      turn.open();
      await Promise.all([closed, said]);

      expect(user.transcript.at(-1)).toBe('bot: finished');
    });
  });
});
