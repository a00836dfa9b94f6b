import { answerToHeldInvoke, isOnAllowList, saysUserLeft } from '../../src/bot/heldActivities';

describe('while a human answers', () => {
  it.each([
    { type: 'event', name: 'tokens/response' },
    { type: 'event', name: 'ContinueConversation' },
    { type: 'invoke', name: 'signin/verifyState' },
    { type: 'invoke', name: 'signin/tokenExchange' },
  ])('the bot still sees $type $name', (activity) => {
    expect(isOnAllowList(activity)).toBe(true);
  });

  it.each([
    { type: 'message', text: 'hello' },
    { type: 'typing' },
    { type: 'event', name: 'anything' },
    { type: 'event', name: 'ContinueConversation', timestamp: '2026-11-20T10:00:00.000Z' },
    { type: 'event', name: 'handoff.status' },
    { type: 'invoke', name: 'adaptiveCard/action' },
    { type: 'messageReaction' },
    { type: 'conversationUpdate' },
    { type: 'something new' },
  ])('the bot sees no $type $name', (activity) => {
    expect(isOnAllowList(activity)).toBe(false);
  });
});

describe('the user is gone', () => {
  it.each([
    { type: 'endOfConversation' },
    { type: 'conversationUpdate', membersRemoved: [{ id: 'somebody' }, { id: 'user-1' }] },
    { type: 'installationUpdate', action: 'remove' },
    { type: 'installationUpdate', action: 'remove-upgrade' },
  ])('after $type', (activity) => {
    expect(saysUserLeft(activity, 'user-1')).toBe(true);
  });

  it.each([
    { type: 'conversationUpdate', membersRemoved: [{ id: 'somebody' }, {}] },
    { type: 'conversationUpdate' },
    { type: 'installationUpdate', action: 'add' },
    { type: 'message' },
  ])('not after $type of others', (activity) => {
    expect(saysUserLeft(activity, 'user-1')).toBe(false);
    expect(saysUserLeft({ ...activity, membersRemoved: [{}] }, undefined)).toBe(false);
  });
});

describe('a held invoke is answered in its own shape', () => {
  const text = 'Please write a message.';

  it.each([
    ['adaptiveCard/action', { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text }],
    ['task/fetch', { task: { type: 'message', value: text } }],
    ['task/submit', { task: { type: 'message', value: text } }],
    ['composeExtension/query', { composeExtension: { type: 'message', text } }],
    ['anything else', {}],
    [undefined, {}],
  ])('%s', (name, body) => {
    expect(answerToHeldInvoke({ type: 'invoke', name }, text)).toEqual({ status: 200, body });
  });

  it('also when the author wants nothing said', () => {
    expect(answerToHeldInvoke({ type: 'invoke', name: 'task/fetch' }, undefined)).toEqual({ status: 200, body: {} });
    expect(answerToHeldInvoke({ type: 'invoke', name: 'adaptiveCard/action' }, undefined).body).toMatchObject({
      statusCode: 200,
    });
  });
});
