import { AsyncLocalStorage } from 'node:async_hooks';
import type { StoredReference } from '../conversation/record';
import { Semaphore } from '../runtime/semaphore';
import type { ActivityLike, TurnContextLike } from './botSdk';
import type { ConversationPort } from './conversationPort';

/**
 * Proactive turns at once in this process: each opens a connection to the channel, and two thousand at once opened two
 * thousand sockets.
 */
const MAX_PROACTIVE_TURNS = 100;

/**
 * `plain`: brings something to the channel; of the author's code only middleware runs in it. `follow`: runs the bot, and what
 * the author's code begins inside of it counts as ours as well.
 */
export type OwnTurn = 'plain' | 'follow';

/**
 * What our turns are made of. An adapter hands reference or conversation on into the turn's activity as they are, so
 * nothing that comes over the wire can pass for one of them.
 */
const ours = new WeakMap<object, OwnTurn>();

/** Follows a turn into whatever it begins, for turns inside of which the author's code may begin turns of its own. */
const insideOurs = new AsyncLocalStorage<true>();
let followed = 0;

/** Which kind of turn this is, if it was begun by this package or from inside of a turn that it follows. */
export function ownTurnOf({ activity }: { activity: ActivityLike }): OwnTurn | undefined {
  const { relatesTo, conversation } = activity as { relatesTo?: object; conversation?: object };
  return markOf(relatesTo) ?? markOf(conversation) ?? (insideOurs.getStore() === true ? 'follow' : undefined);
}

function markOf(part: object | undefined): OwnTurn | undefined {
  return typeof part === 'object' && part !== null ? ours.get(part) : undefined;
}

/** How a turn of ours is run. */
export interface TurnOptions {
  /** `follow` for turns that hold the turn gate: what the author's code begins inside of them must not wait for it. */
  kind?: OwnTurn;
  /** The name under which is sent what is sent in it; default: the bot's. */
  sender?: string;
}

/**
 * Turns that the handoff begins by itself, through the adapter's own pipeline. A failure inside is a rejection here,
 * whatever `onTurnError` makes of it.
 */
export class ProactiveTurns {
  private readonly places = new Semaphore(MAX_PROACTIVE_TURNS);

  constructor(private readonly port: ConversationPort) {}

  run(
    reference: StoredReference,
    logic: (context: TurnContextLike) => Promise<void>,
    { kind = 'plain', sender }: TurnOptions = {},
  ): Promise<void> {
    const begin = () => this.runNow(markedCopy(reference, kind), logic, sender);
    return this.places.use(kind === 'follow' ? () => runFollowed(begin) : begin);
  }

  private async runNow(
    reference: StoredReference,
    logic: (context: TurnContextLike) => Promise<void>,
    sender: string | undefined,
  ): Promise<void> {
    let failure: { error: unknown } | undefined;
    let ran = false;
    await this.port.continueConversation(reference, async (context) => {
      ran = true;
      prepareSending(context, sender);
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

function markedCopy(reference: StoredReference, kind: OwnTurn): StoredReference {
  const copy: StoredReference = { ...reference };
  ours.set(copy, kind);
  const { conversation } = reference;
  if (typeof conversation === 'object' && conversation !== null) {
    copy.conversation = { ...conversation };
    ours.set(copy.conversation as object, kind);
  }
  return copy;
}

/** While anything is followed, Node 20 pays for it at every promise of the process (9 % of a relayed message). */
async function runFollowed(begin: () => Promise<void>): Promise<void> {
  followed++;
  try {
    await insideOurs.run(true, begin);
  } finally {
    if (--followed === 0) insideOurs.disable();
  }
}

/**
 * The continuation gets a random activity id, and every message sent in it would carry that as `replyToId`. Web Chat
 * waits five seconds for the activity it seems to answer (BotFramework-WebChat issue 3874). The SDK puts the bot's account on
 * what is sent; its id stays, the name is the sender's.
 */
function prepareSending(context: TurnContextLike, sender: string | undefined): void {
  context.onSendActivities((_context, activities, next) => {
    for (const activity of activities) {
      delete activity.replyToId;
      if (sender !== undefined) activity.from = { ...activity.from, name: sender };
    }
    return next();
  });
}
