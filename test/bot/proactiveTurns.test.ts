import type { TurnContextLike } from '../../src/bot/botSdk';
import type { ConversationPort } from '../../src/bot/conversationPort';
import { isOwnTurn, ProactiveTurns } from '../../src/bot/proactiveTurns';

const reference = { channelId: 'test', conversation: { id: 'c1' } };

/** Makes turns as CloudAdapter does: the reference is handed on into the activity as it is. */
const port: ConversationPort = {
  continueConversation: (given, logic) =>
    logic({
      activity: { type: 'event', name: 'ContinueConversation', conversation: given.conversation, relatesTo: given },
      onSendActivities: () => {},
    } as unknown as TurnContextLike),
};

describe('ProactiveTurns', () => {
  const turns = new ProactiveTurns(port);

  it('knows its own turn by what it is made of', async () => {
    let known: boolean | undefined;
    await turns.run(reference, async (context) => {
      known = isOwnTurn(context);
    });
    expect(known).toBe(true);
  });

  it('takes nothing for its own that looks like it', async () => {
    let copy: unknown;
    await turns.run(reference, async ({ activity }) => {
      copy = { activity: JSON.parse(JSON.stringify(activity)) };
    });
    expect(isOwnTurn(copy as TurnContextLike)).toBe(false);
    expect(isOwnTurn({ activity: { type: 'message', conversation: reference.conversation } })).toBe(false);
  });

  it('knows a turn that the bot begins from inside of one that is followed, and no longer once that is over', async () => {
    const seen: boolean[] = [];
    const nested = () =>
      port.continueConversation({ ...reference }, async (context) => void seen.push(isOwnTurn(context)));
    await turns.run(reference, nested, 'follow');
    await turns.run(reference, nested);
    expect(seen).toEqual([true, false]);
  });
});
