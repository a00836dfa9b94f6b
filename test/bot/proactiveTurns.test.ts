import type { TurnContextLike } from '../../src/bot/botSdk';
import type { ConversationPort } from '../../src/bot/conversationPort';
import { ownTurnOf, ProactiveTurns } from '../../src/bot/proactiveTurns';

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
    const known: unknown[] = [];
    const look = async (context: TurnContextLike) => void known.push(ownTurnOf(context));
    await turns.run(reference, look);
    await turns.run(reference, look, { kind: 'follow' });
    expect(known).toEqual(['plain', 'follow']);
  });

  it('takes nothing for its own that looks like it', async () => {
    let copy: unknown;
    await turns.run(reference, async ({ activity }) => {
      copy = { activity: JSON.parse(JSON.stringify(activity)) };
    });
    expect(ownTurnOf(copy as TurnContextLike)).toBeUndefined();
    expect(ownTurnOf({ activity: { type: 'message', conversation: reference.conversation } })).toBeUndefined();
  });

  it('knows a turn that the bot begins from inside of one that is followed, and no longer once that is over', async () => {
    const seen: unknown[] = [];
    const nested = () =>
      port.continueConversation({ ...reference }, async (context) => void seen.push(ownTurnOf(context)));
    await turns.run(reference, nested, { kind: 'follow' });
    await turns.run(reference, nested);
    expect(seen).toEqual(['follow', undefined]);
  });
});
