import { errorCode, HandoffError } from '../errors';
import { backoffMs } from '../runtime/backoff';
import { delay } from '../runtime/clock';
import type { Runtime } from '../runtime/runtime';
import { type StopSignal, StopSource } from '../runtime/stopSignal';
import type { Envelope } from './envelope';
import type { TransitionResult } from './transitionResult';

const RETRY = { firstMs: 500, maxMs: 15_000 };

/** Tries of an envelope that the mailbox chokes on, before it is set aside. */
const POISON_TRIES = 5;

/** An envelope that the mailbox will never take. */
export class SetAside extends Error {}

type WithoutTime<T> = T extends unknown ? Omit<T, 'atMs' | 'handoffId'> : never;

/** What an owner has to say of its conversation. */
export type News = WithoutTime<Envelope>;

export interface OwnerNewsParts {
  runtime: Runtime;
  post(botConversationId: string, envelope: Envelope): Promise<TransitionResult>;
}

/** How an owner tells its mailbox what happened, waits between tries, and logs. */
export class OwnerNews {
  private readonly stopping = new StopSource();

  constructor(
    private readonly parts: OwnerNewsParts,
    private readonly botConversationId: string,
    private readonly handoffId: string,
  ) {}

  /** Aborts when the owner stops: everything that waits ends. */
  get signal(): StopSignal {
    return this.stopping;
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Resolves when the owner stops. */
  untilStopped(): Promise<void> {
    return new Promise((resolve) => {
      if (this.signal.aborted) resolve();
      else this.signal.addEventListener('abort', resolve, { once: true });
    });
  }

  /** `tell` where nobody waits for it. */
  tellAside(news: News): void {
    this.tell(news).catch(() => {
      // Logged there.
    });
  }

  /**
   * Posts until it is durable: what happened must not be forgotten because the storage is away for a while. Rejects
   * `SetAside` for what will never be taken; gives `undefined` when the owner was stopped first. The news become the
   * envelope: a copy of so many shapes is what most of the time here went to.
   */
  async tell(news: News): Promise<TransitionResult | undefined> {
    const envelope = news as Envelope;
    envelope.handoffId = this.handoffId;
    envelope.atMs = this.parts.runtime.clock.now();
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.parts.post(this.botConversationId, envelope);
      } catch (error) {
        if (this.signal.aborted) return undefined;
        const poison = error instanceof HandoffError ? !error.retryable : attempt + 1 >= POISON_TRIES;
        if (poison) {
          this.log('error', { code: 'envelopeSetAside', envelope: news.kind, error: errorCode(error) });
          throw new SetAside();
        }
        this.log('warn', { code: 'storageWaits', envelope: news.kind, error: errorCode(error) });
        await this.pause(attempt);
      }
    }
  }

  pause(attempt: number): Promise<void> {
    const { clock, random } = this.parts.runtime;
    return delay(clock, backoffMs(attempt, RETRY, random), this.signal);
  }

  log(level: 'info' | 'warn' | 'error', event: { code: string; [field: string]: string | number | boolean }): void {
    const ids = { botConversationId: this.botConversationId, handoffId: this.handoffId };
    this.parts.runtime.logger[level]({ ...event, ...ids });
  }
}
