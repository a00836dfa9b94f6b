import type { ActivityLike } from './botSdk';

/**
 * What passes to the bot while a human answers: turns that the bot itself began, and the sign-in that a user may be in
 * the middle of. Everything else is held.
 */
export function isOnAllowList(activity: ActivityLike): boolean {
  switch (activity.type) {
    case 'event':
      if (activity.name === 'tokens/response') return true;
      // A continuation made by an adapter has no timestamp; one that a client posts has got one from its channel.
      return activity.name === 'ContinueConversation' && activity.timestamp === undefined;
    case 'invoke':
      return activity.name === 'signin/verifyState' || activity.name === 'signin/tokenExchange';
    default:
      return false;
  }
}

/** Whether the channel says by this activity that the user of the handoff is gone. */
export function saysUserLeft(activity: ActivityLike, userId: string | undefined): boolean {
  switch (activity.type) {
    case 'endOfConversation':
      return true;
    case 'conversationUpdate':
      return userId !== undefined && (activity.membersRemoved ?? []).some(({ id }) => id === userId);
    case 'installationUpdate':
      return activity.action === 'remove' || activity.action === 'remove-upgrade';
    default:
      return false;
  }
}

/**
 * The answer to a held invoke, in the shape that its channel expects, so that nobody sees an error. `text` tells the user
 * to write instead; without one the answer is empty.
 */
export function answerToHeldInvoke(
  activity: ActivityLike,
  text: string | undefined,
): { status: number; body?: unknown } {
  const name = activity.name ?? '';
  if (text === undefined) return { status: 200, body: name === 'adaptiveCard/action' ? cardAnswer('') : {} };
  if (name === 'adaptiveCard/action') return { status: 200, body: cardAnswer(text) };
  if (name.startsWith('task/')) return { status: 200, body: { task: { type: 'message', value: text } } };
  if (name.startsWith('composeExtension/')) {
    return { status: 200, body: { composeExtension: { type: 'message', text } } };
  }
  return { status: 200, body: {} };
}

function cardAnswer(text: string): object {
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text };
}
