import { cleanName } from '../content/cleanText';
import type { Delivery, UserPort } from '../conversation/ports';
import type { HandoffRecord, ToUser } from '../conversation/record';
import { errorCode } from '../errors';
import type { HandoffTexts } from '../handoffTexts';
import { backoffMs } from '../runtime/backoff';
import { delay } from '../runtime/clock';
import type { Runtime } from '../runtime/runtime';
import type { StopSignal } from '../runtime/stopSignal';
import type { ActivityLike, TurnContextLike } from './botSdk';
import { abilitiesOf } from './channelAbilities';
import { classifyDeliveryError } from './deliveryErrors';
import type { ProactiveTurns } from './proactiveTurns';
import type { ResumeTurns } from './resumeTurns';
import { richActivity } from './richActivity';

/**
 * How long one message is tried before it is given up. Channels ask for waits of seconds; behind a minute the user has
 * left or the channel is down, and the agent should know.
 */
export const DELIVERY_PATIENCE_MS = 60_000;

const BACKOFF = { firstMs: 500, maxMs: 10_000 };

/** Typing is shown for some seconds by every channel; more often than this says nothing new. */
const TYPING_INTERVAL_MS = 3_000;

/** Delivers to the user through the adapter's own pipeline. */
export class UserDelivery implements UserPort {
  private readonly typingShownAtMs = new Map<string, number>();

  constructor(
    private readonly turns: ProactiveTurns,
    private readonly resumeTurns: ResumeTurns,
    private readonly texts: HandoffTexts,
    private readonly runtime: Runtime,
    /** Whether the speaker is named in the text, on channels that show no names. */
    private readonly nameBeforeText = false,
  ) {}

  async deliver(record: HandoffRecord, item: ToUser, signal: StopSignal): Promise<Delivery> {
    const { clock, random, logger } = this.runtime;
    const deadlineMs = clock.now() + DELIVERY_PATIENCE_MS;
    for (let attempt = 0; ; attempt++) {
      try {
        await this.deliverOnce(record, item);
        // Channels take the dots away with a message, so the next typing is news again.
        this.typingShownAtMs.delete(record.botConversationId);
        return 'delivered';
      } catch (error) {
        const { fate, retryAfterMs } = classifyDeliveryError(error);
        const { botConversationId, handoffId } = record;
        logger.warn({ code: 'deliveryFailed', botConversationId, handoffId, attempt, fate, error: errorCode(error) });
        if (fate !== 'later') return fate;
        const waitMs = Math.max(retryAfterMs ?? 0, backoffMs(attempt, BACKOFF, random));
        if (clock.now() + waitMs > deadlineMs) return 'refused';
        await delay(clock, waitMs, signal);
        if (signal.aborted) return 'stopped';
      }
    }
  }

  typing(record: HandoffRecord): void {
    const now = this.runtime.clock.now();
    const id = record.botConversationId;
    // A message is on its way: it says more than the dots.
    if (record.toUser.length > 0 || now - (this.typingShownAtMs.get(id) ?? 0) < TYPING_INTERVAL_MS) return;
    this.typingShownAtMs.set(id, now);
    for (const [other, atMs] of this.typingShownAtMs)
      if (now - atMs >= TYPING_INTERVAL_MS) this.typingShownAtMs.delete(other);
    void this.send(record, { type: 'typing' }).catch((error: unknown) => {
      this.runtime.logger.debug({ code: 'typingNotShown', botConversationId: id, error: errorCode(error) });
    });
  }

  private async deliverOnce(record: HandoffRecord, item: ToUser): Promise<void> {
    switch (item.kind) {
      case 'text':
        return this.sendSaying(record, item);
      case 'notice': {
        const name = item.name === undefined ? undefined : cleanName(item.name);
        const text = this.texts.render(item.notice, record.locale, { name });
        return text === undefined ? undefined : this.send(record, { type: 'message', text });
      }
      case 'status':
        return this.resumeTurns.tellStatus(record, item.state);
    }
  }

  private sendSaying(record: HandoffRecord, item: Extract<ToUser, { kind: 'text' }>): Promise<void> {
    const { locale } = record;
    const can = abilitiesOf(record.reference.channelId);
    const activity = richActivity(item, can, this.texts.contentWords(locale), locale);
    const speaker = item.name ?? this.texts.render(item.from === 'flow' ? 'flowLabel' : 'agentLabel', locale);
    if (!can.namesSender) {
      if (this.nameBeforeText && speaker !== undefined) activity.text = `${speaker}: ${activity.text ?? ''}`;
      return this.send(record, activity);
    }
    const channelData = { genesys: { from: item.from, name: speaker, picture: item.picture } };
    return this.send(record, { ...activity, channelData }, speaker);
  }

  private send(record: HandoffRecord, activity: ActivityLike, speaker?: string): Promise<void> {
    const logic = (context: TurnContextLike) => context.sendActivity(activity) as Promise<void>;
    return this.turns.run(record.reference, logic, { sender: speaker });
  }
}
