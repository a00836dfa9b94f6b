import { AsyncLocalStorage } from 'node:async_hooks';
import type { StoredReference } from '../conversation/record';
import { Semaphore } from '../runtime/semaphore';
import type { TurnContextLike } from './botSdk';
import type { ConversationPort } from './conversationPort';

/**
 * Proactive turns at once in this process: each opens a connection to the channel, and two thousand at once opened two
 * thousand sockets.
 */
const MAX_PROACTIVE_TURNS = 100;

/** Which turns are ours: the middleware lets them pass without a look. */
const ownTurn = new AsyncLocalStorage<true>();

/** Whether the running turn was begun by this package. */
export function isOwnTurn(): boolean {
  return ownTurn.getStore() === true;
}

/**
 * Turns that the handoff begins by itself, through the adapter's own pipeline. A failure inside is a rejection here,
 * whatever `onTurnError` makes of it.
 */
export class ProactiveTurns {
  private readonly places = new Semaphore(MAX_PROACTIVE_TURNS);

  constructor(private readonly port: ConversationPort) {}

  run(reference: StoredReference, logic: (context: TurnContextLike) => Promise<void>): Promise<void> {
    return this.places.use(() => ownTurn.run(true, () => this.runNow(reference, logic)));
  }

  private async runNow(reference: StoredReference, logic: (context: TurnContextLike) => Promise<void>): Promise<void> {
    let failure: { error: unknown } | undefined;
    let ran = false;
    await this.port.continueConversation(reference, async (context) => {
      ran = true;
      stripReplyTo(context);
      try {
        await logic(context);
      } catch (error) {
        // An adapter with `onTurnError` swallows what is thrown here: the promise would resolve as if it had worked.
        failure = { error };
      }
    });
    if (failure !== undefined) throw failure.error;
    if (!ran) throw new Error('the adapter did not run the turn');
  }
}

/**
 * The continuation gets a random activity id, and every message sent in it would carry that as `replyToId`. Web Chat
 * waits five seconds for the activity it seems to answer (BotFramework-WebChat issue 3874).
 */
function stripReplyTo(context: TurnContextLike): void {
  context.onSendActivities(async (_context, activities, next) => {
    for (const activity of activities) delete activity.replyToId;
    return next();
  });
}
