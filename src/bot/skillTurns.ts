import { HandoffError } from '../errors';
import type { TurnContextLike } from './botSdk';

/** Key in a stored reference: whom a skill's token is for. */
export const SKILL_AUDIENCE = 'skillAudience';

/**
 * For a bot that runs as a skill: its messages go to the parent bot, with a token for that bot. botbuilder keeps the
 * audience of a turn in `turnState`; for channels it is a URL, for a parent its app id. Nothing for channels.
 * Source: botbuilder-core 4.23.3, `cloudAdapterBase.ts` (`OAuthScopeKey`).
 */
export function skillAudience(context: TurnContextLike): { [SKILL_AUDIENCE]?: string } {
  const { adapter } = context as { adapter?: { OAuthScopeKey?: unknown } };
  const scope: unknown =
    adapter?.OAuthScopeKey === undefined ? undefined : context.turnState.get(adapter.OAuthScopeKey);
  const isParent = typeof scope === 'string' && scope !== '' && !scope.includes('://');
  return isParent ? { [SKILL_AUDIENCE]: scope } : {};
}

/**
 * A caller with `deliveryMode: expectReplies` takes all replies in the answer to its own request; an agent's words come
 * minutes later and would reach nobody.
 *
 * @throws HandoffError `expectRepliesUnsupported`
 */
export function demandProactive({ activity }: TurnContextLike): void {
  if (activity.deliveryMode !== 'expectReplies') return;
  throw new HandoffError(
    'expectRepliesUnsupported',
    'This turn came with deliveryMode "expectReplies", so an agent could not answer in it. Let the caller (a parent bot, or a Direct Line client) use deliveryMode "normal".',
  );
}
