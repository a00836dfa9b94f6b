import type { StoredReference } from '../conversation/record';
import { HandoffError } from '../errors';
import type { TurnContextLike } from './botSdk';
import { SKILL_AUDIENCE } from './skillTurns';

/** Runs a turn that no incoming activity began. One per SDK. */
export interface ConversationPort {
  continueConversation(reference: StoredReference, logic: (context: TurnContextLike) => Promise<void>): Promise<void>;
}

/** What is needed of a botbuilder adapter: `CloudAdapter` has it, and so has any subclass that overrides it. */
export interface ProactiveAdapter {
  continueConversationAsync(
    botAppId: string,
    // biome-ignore lint/suspicious/noExplicitAny: Partial<ConversationReference> of the SDK
    reference: any,
    // biome-ignore lint/suspicious/noExplicitAny: the SDK's own TurnContext
    logic: (context: any) => Promise<void>,
  ): Promise<void>;
}

/** The same with the audience of the token: a skill answers its parent bot, not a channel. */
interface SkillAdapter {
  continueConversationAsync(
    botAppId: string,
    reference: object,
    audience: string,
    logic: (context: TurnContextLike) => Promise<void>,
  ): Promise<void>;
}

/** @throws HandoffError `proactiveUnsupported` for adapters that cannot send by themselves. */
export function botBuilderPort(adapter: ProactiveAdapter, botAppId: string): ConversationPort {
  if (typeof adapter?.continueConversationAsync !== 'function' || isUnsupported(adapter)) {
    throw new HandoffError(
      'proactiveUnsupported',
      'This adapter cannot continue a conversation (continueConversationAsync is not implemented). Use CloudAdapter; in tests, a TestAdapter subclass that implements it.',
    );
  }
  return {
    continueConversation: ({ [SKILL_AUDIENCE]: audience, ...reference }, logic) =>
      typeof audience === 'string'
        ? (adapter as unknown as SkillAdapter).continueConversationAsync(botAppId, reference, audience, logic)
        : adapter.continueConversationAsync(botAppId, reference, logic),
  };
}

/** BotFrameworkAdapter and TestAdapter inherit a `continueConversationAsync` that only throws (seen at 4.23.3). */
function isUnsupported(adapter: ProactiveAdapter): boolean {
  for (let level: unknown = adapter; level !== null && level !== undefined; level = Object.getPrototypeOf(level)) {
    if (!Object.hasOwn(level as object, 'continueConversationAsync')) continue;
    return (level as { constructor?: { name?: string } }).constructor?.name === 'BotAdapter';
  }
  return true;
}
