import type { AgentWords } from './agentWords';
import {
  type ActivityLike,
  activityKey,
  botConversationIdOf,
  type MiddlewareLike,
  type TurnContextLike,
} from './bot/botSdk';
import { answerToHeldInvoke, isOnAllowList, saysUserLeft } from './bot/heldActivities';
import { ownTurnOf } from './bot/proactiveTurns';
import type { RecentLines } from './bot/recentLines';
import type { TurnGate } from './bot/turnGate';
import { userSayingOf } from './bot/userSaying';
import type { Coordination } from './conversation/coordinator';
import { type HandoffRecord, isLive } from './conversation/record';
import { errorCode, HandoffError } from './errors';
import type { HandoffDesk } from './handoffDesk';
import { interceptHandoffInitiate } from './handoffInitiate';
import type { HandoffTexts } from './handoffTexts';
import { backoffMs } from './runtime/backoff';
import { delay } from './runtime/clock';
import type { Runtime } from './runtime/runtime';
import type { StartingTurns } from './startingTurns';

/** How long a turn waits for the storage before it fails: channels give up at 10 to 15 s. */
const READ_PATIENCE_MS = 8_000;

/** How long a turn that crosses the end waits for the bot to get its conversation back. */
const OVER_PATIENCE_MS = 10_000;

const BACKOFF = { firstMs: 40, maxMs: 500 };

export interface HandoffMiddlewareParts {
  runtime: Runtime;
  coordination: Coordination;
  desk: HandoffDesk;
  gate: TurnGate;
  texts: HandoffTexts;
  agentWords: AgentWords;
  starting: StartingTurns;
  endPhrases: readonly string[];
  maxTextBytes: number;
  recentLines: RecentLines;
  passThrough: (activity: ActivityLike) => boolean;
}

/**
 * The door for the user's activities. While a handoff is live it holds every turn that is not on the allow-list: the
 * activity goes into the mailbox, and the channel is answered when it is durable there. Register it before all other
 * middleware, so that nothing of the bot runs in a held turn.
 */
export class HandoffMiddleware implements MiddlewareLike {
  private readonly endPhrases: ReadonlySet<string>;

  constructor(private readonly parts: HandoffMiddlewareParts) {
    this.endPhrases = new Set(parts.endPhrases.map(normalize));
  }

  onTurn = async (context: TurnContextLike, next: () => Promise<void>): Promise<void> => {
    const id = botConversationIdOf(context.activity);
    if (id === undefined) return next();
    const own = ownTurnOf(context);
    if (own === 'plain') return next();
    if (own === 'follow') return this.runBot(context, next, own);
    const { gate, passThrough } = this.parts;
    const passes = isOnAllowList(context.activity) || passThrough(context.activity);
    for (let look = 0; ; look++) {
      const leave = await gate.enter(id, 'shared');
      try {
        if (passes) return await this.runBot(context, next);
        const record = await this.read(id);
        if (record === undefined || !isLive(record)) {
          const over = record === undefined || record.state.kind === 'ended' || look > 0;
          if (over && this.isRepeated(record, context.activity)) return;
          if (over) return await this.runBot(context, next);
        } else if (this.isStartAgain(record, context.activity)) {
          return await this.runBot(context, next);
        } else if (await this.hold(context, record)) {
          return;
        }
      } finally {
        leave();
      }
      // It crosses the end of a handoff: first the bot gets its conversation back, then the user's turn.
      await this.waitUntilOver(id);
    }
  };

  private runBot(context: TurnContextLike, next: () => Promise<void>, own?: 'follow'): Promise<void> {
    interceptHandoffInitiate(context, this.parts.desk);
    // Our own turns carry what agents say: that is no talk with the bot.
    if (own === undefined) this.parts.recentLines.watch(context);
    return this.parts.starting.run(context, next);
  }

  /** Whether this is the turn that began the handoff, delivered again because its process died before it was through. */
  private isStartAgain(record: HandoffRecord, activity: ActivityLike): boolean {
    const { startedIn, handoffId } = record;
    return startedIn !== undefined && startedIn === activityKey(activity) && !this.parts.starting.isRunning(handoffId);
  }

  /** Whether the channel delivers something again that an agent has got already. */
  private isRepeated(record: HandoffRecord | undefined, activity: ActivityLike): boolean {
    const repeated = activity.type === 'message' && record?.seenActivityIds.includes(activityKey(activity)) === true;
    if (repeated) {
      this.parts.runtime.logger.info({ code: 'repeatedActivityDropped', botConversationId: record?.botConversationId });
    }
    return repeated;
  }

  /** Takes one turn of the user out of the bot's hands. `false`: the handoff ended meanwhile, the turn is the bot's. */
  private async hold(context: TurnContextLike, record: HandoffRecord): Promise<boolean> {
    const { activity } = context;
    const { coordination, desk, runtime, maxTextBytes, agentWords } = this.parts;
    const id = record.botConversationId;
    const user = record.reference.user as { id?: string } | undefined;
    if (saysUserLeft(activity, user?.id)) {
      await desk.end(id, 'userLeft');
      return true;
    }
    switch (activity.type) {
      case 'typing':
        coordination.coordinator.signal(id, { kind: 'userTyping' });
        return true;
      case 'invoke': {
        const value = answerToHeldInvoke(activity, this.parts.texts.render('heldAction', activity.locale));
        await context.sendActivity({ type: 'invokeResponse', value });
        return true;
      }
    }
    const activityId = activityKey(activity) || runtime.random.uuid();
    const key = activity.type === 'message' ? activityId : this.keyOfOther(activity, activityId);
    const { parts, refusedFiles } = userSayingOf(activity, key, maxTextBytes, record.offered, agentWords);
    const isEnd = activity.type === 'message' && this.endPhrases.has(normalize(activity.text ?? ''));
    if (parts.length === 0 && !isEnd) {
      runtime.logger.debug({ code: 'activityHeld', botConversationId: id, type: activity.type });
      return true;
    }
    const atMs = runtime.clock.now();
    try {
      if (isEnd) {
        await desk.end(id, 'user', { activityId });
        return true;
      }
      const result = await coordination.coordinator.post(id, { kind: 'userMessage', activityId: key, parts, atMs });
      if (result === 'full') await this.say(context, 'tooManyWaiting');
      if (result === 'applied') for (const name of refusedFiles) await this.say(context, 'fileSourceRefused', name);
      return result !== 'closed';
    } catch (error) {
      // It was not accepted, and must not look as if it were.
      runtime.logger.error({ code: 'userMessageNotAccepted', botConversationId: id, error: errorCode(error) });
      await this.say(context, 'refused');
      return true;
    }
  }

  /** Edits and reactions bear the id of the message they are about. */
  private keyOfOther({ type, timestamp }: ActivityLike, activityId: string): string {
    return `${type}:${activityId}:${timestamp ?? this.parts.runtime.random.uuid()}`;
  }

  private async say(
    context: TurnContextLike,
    key: 'tooManyWaiting' | 'refused' | 'fileSourceRefused',
    name?: string,
  ): Promise<void> {
    const text = this.parts.texts.render(key, context.activity.locale, { name });
    if (text !== undefined) await context.sendActivity({ type: 'message', text });
  }

  /** The one storage read of a turn. Without an answer nobody knows whether a human is talking, so the turn fails. */
  private async read(id: string): Promise<HandoffRecord | undefined> {
    const { coordination, runtime } = this.parts;
    const deadlineMs = runtime.clock.now() + READ_PATIENCE_MS;
    for (let attempt = 0; ; attempt++) {
      try {
        return (await coordination.store.read(id))?.record;
      } catch (error) {
        runtime.logger.error({ code: 'recordNotRead', botConversationId: id, error: errorCode(error) });
        if (error instanceof HandoffError && error.code === 'recordCorrupt') return undefined;
        const waitMs = backoffMs(attempt, BACKOFF, runtime.random);
        if (runtime.clock.now() + waitMs > deadlineMs) throw error;
        await delay(runtime.clock, waitMs);
      }
    }
  }

  private async waitUntilOver(id: string): Promise<void> {
    const { runtime } = this.parts;
    const deadlineMs = runtime.clock.now() + OVER_PATIENCE_MS;
    for (let attempt = 0; runtime.clock.now() < deadlineMs; attempt++) {
      const record = await this.read(id);
      if (record === undefined || isLive(record) || record.state.kind === 'ended') return;
      await delay(runtime.clock, backoffMs(attempt, BACKOFF, runtime.random));
    }
    runtime.logger.warn({ code: 'turnDidNotWaitForResume', botConversationId: id });
  }
}

function normalize(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[.!?\s]+$/u, '')
    .replace(/\s+/gu, ' ');
}
