import { botBuilderPort } from '../../src/bot/conversationPort';
import { skillAudience } from '../../src/bot/skillTurns';

const OAuthScopeKey = Symbol('OAuthScope');
const turn = (scope?: string) =>
  ({ adapter: { OAuthScopeKey }, turnState: new Map([[OAuthScopeKey, scope]]) }) as never;

describe('a bot that runs as a skill', () => {
  it('keeps whom its answers are for, and channels keep nothing', () => {
    expect(skillAudience(turn('parent-app-id'))).toEqual({ skillAudience: 'parent-app-id' });
    expect(skillAudience(turn('https://api.botframework.com'))).toEqual({});
    expect(skillAudience(turn(undefined))).toEqual({});
    expect(skillAudience({ turnState: new Map() } as never)).toEqual({});
  });

  it('answers its parent with a token for the parent', async () => {
    const calls: unknown[][] = [];
    const adapter = {
      async continueConversationAsync(...given: unknown[]) {
        calls.push(given.slice(0, -1));
      },
    };
    const port = botBuilderPort(adapter, 'app');
    await port.continueConversation({ channelId: 'x', skillAudience: 'parent' }, async () => {});
    await port.continueConversation({ channelId: 'x' }, async () => {});
    expect(calls).toEqual([
      ['app', { channelId: 'x' }, 'parent'],
      ['app', { channelId: 'x' }],
    ]);
  });
});
