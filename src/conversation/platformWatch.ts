import { errorCode } from '../errors';
import type { RateBudget } from '../runtime/rateBudget';
import type { Runtime } from '../runtime/runtime';
import type { PlatformPort } from './ports';
import { type HandoffRecord, isLive } from './record';

/** Silence after which the platform is asked, where the deployment does not tell us that an agent left. */
const QUIET_UNTOLD_MS = 20_000;

/** Silence after which it is asked all the same: a session may look alive and not be. */
const QUIET_TOLD_MS = 180_000;

export interface PlatformWatchParts {
  runtime: Runtime;
  platform: PlatformPort;
  /** Calls a minute of the whole process; who finds none left asks later. */
  budget: RateBudget;
  /** Instead of the two silences above. */
  quietMs?: number;
  /** Whether the transport hears of an agent's end; `undefined` where that is not known. */
  hearsDisconnects(): boolean | undefined;
  onConversation(genesysConversationId: string): void;
  onOver(genesysConversationId: string, endedAtMs: number): void;
}

/**
 * Settles doubts by the platform's own word, where there are credentials: which Genesys conversation this is, and after a
 * silence, whether it is still one. Asks nothing while words go back and forth.
 */
export class PlatformWatch {
  private cancel: (() => void) | undefined;
  private asking = false;
  private stopped = false;
  private askedAtMs = 0;
  /** What the last answer said. */
  private foundOver = false;

  constructor(
    private readonly parts: PlatformWatchParts,
    private record: HandoffRecord,
  ) {
    this.onCommitted(record);
  }

  onCommitted(record: HandoffRecord): void {
    const identified = record.genesysConversationId !== undefined;
    const canIdentify = !identified && this.record.lastReceipt === undefined && record.lastReceipt !== undefined;
    this.record = record;
    if (!isLive(record)) this.stop();
    else if (canIdentify) void this.ask();
    else this.arm();
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
    this.cancel = undefined;
  }

  private arm(): void {
    if (this.stopped || this.asking || this.cancel !== undefined) return;
    const { clock } = this.parts.runtime;
    this.cancel = clock.schedule(
      () => {
        this.cancel = undefined;
        if (this.quietForMs() >= this.patienceMs()) void this.ask();
        else this.arm();
      },
      Math.max(1_000, this.patienceMs() - this.quietForMs()),
    );
  }

  private async ask(): Promise<void> {
    const { platform, budget, runtime } = this.parts;
    const { botConversationId, handoffId } = this.record;
    if (this.asking || this.stopped) return;
    this.asking = true;
    try {
      const messageId = this.record.lastReceipt?.serverMessageId;
      if (this.record.genesysConversationId === undefined && messageId !== undefined && budget.tryTake()) {
        const found = await platform.conversationOf(messageId);
        if (found !== undefined && !this.stopped) this.parts.onConversation(found);
        return;
      }
      const id = this.record.genesysConversationId;
      if (id === undefined || this.record.toAgent.length > 0 || !budget.tryTake()) return;
      const { over, endedAtMs } = await platform.standing(id);
      // What is missing of it may still be read, and nothing is behind the end; a silence later it counts all the same.
      const wait = this.record.gapSinceMs !== undefined && !this.foundOver;
      this.foundOver = over;
      if (over && !wait && !this.stopped) this.parts.onOver(id, endedAtMs ?? runtime.clock.now());
    } catch (error) {
      runtime.logger.warn({ code: 'platformNotAsked', botConversationId, handoffId, error: errorCode(error) });
    } finally {
      this.asking = false;
      // The answer counts as a sign of life: the next question comes a whole silence later.
      this.askedAtMs = runtime.clock.now();
      this.arm();
    }
  }

  private quietForMs(): number {
    return this.parts.runtime.clock.now() - Math.max(this.record.lastActivityAtMs, this.askedAtMs);
  }

  private patienceMs(): number {
    const { quietMs, hearsDisconnects } = this.parts;
    if (quietMs !== undefined) return quietMs;
    return hearsDisconnects() === false ? QUIET_UNTOLD_MS : QUIET_TOLD_MS;
  }
}
