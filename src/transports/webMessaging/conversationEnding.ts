import { HandoffError } from '../../errors';
import type { GuestFrame } from '../../genesys/guestFrames';
import { presenceClear } from '../../genesys/guestRequests';
import { backoffMs } from '../../runtime/backoff';
import { delay } from '../../runtime/clock';
import type { RateBudget } from '../../runtime/rateBudget';
import type { Runtime } from '../../runtime/runtime';
import { abortTogether, type StopSignal, StopSource } from '../../runtime/stopSignal';
import type { GuestConnection } from './guestConnection';
import { sessionErrors } from './sessionErrors';
import type { SessionLog } from './sessionLog';

export interface EndingHost {
  connection(): Promise<GuestConnection>;
  /** Whether everything that was missed has been read: a Clear destroys what has not. */
  isCaughtUp(): boolean;
  /** Whether Genesys has no such session (any more), so that nothing is left to end. */
  isGone(): boolean;
  /** Whether anything may have been sent: without a message there is no conversation. */
  maySent(): boolean;
  /** Whether the deployment allows it; undefined where unknown. */
  clearAllowed(): boolean | undefined;
  /** The conversation is ended and its session gone. */
  onCleared(): void;
  /** Aborts when the session is over or closed. */
  readonly signal: StopSignal;
}

const RETRY = { firstMs: 500, maxMs: 5_000 };
const POLL_MS = 50;
/** How long the rest of the sequence may take after the echo. */
const AFTERMATH_MS = 3_000;

/**
 * Ends the conversation by Presence Clear, the only way that a guest has. What follows a Clear that is taken: its
 * echo, `SessionClearedEvent`, `ConnectionClosedEvent`, the end of the socket.
 * Source: genesys-messenger-transport-mobile-sdk 2.14.0 (2026-06); stock Messenger does the same.
 */
export class ConversationEnding {
  private ending?: Promise<'ended' | 'unsupported'>;
  private asked = false;
  private echoed = false;
  private refused = false;

  constructor(
    private readonly host: EndingHost,
    private readonly runtime: Runtime,
    private readonly log: SessionLog,
    private readonly sessionBudget: RateBudget,
    private readonly timeoutMs: number,
  ) {}

  /** Calls at the same time share one answer. */
  end(): Promise<'ended' | 'unsupported'> {
    this.ending ??= this.run().finally(() => {
      this.ending = undefined;
    });
    return this.ending;
  }

  /** Whether a Clear has been sent: a session that is new afterwards was cleared, not lost. */
  wasAsked(): boolean {
    return this.asked;
  }

  wasEchoed(): boolean {
    return this.echoed;
  }

  onEcho(): void {
    if (this.asked) this.echoed = true;
  }

  private async run(): Promise<'ended' | 'unsupported'> {
    if (this.host.isGone() || !this.host.maySent()) return 'ended';
    if (this.refused || this.host.clearAllowed() === false) return 'unsupported';
    const stop = new StopSource();
    const untie = abortTogether(stop, this.host.signal);
    const cancel = this.runtime.clock.schedule(() => stop.abort(), this.timeoutMs);
    try {
      for (let attempt = 0; !stop.aborted; attempt++) {
        const answer = await this.tryOnce(stop);
        if (answer !== 'again') return answer;
        await delay(this.runtime.clock, backoffMs(attempt, RETRY, this.runtime.random), stop);
      }
    } catch (error) {
      if (!stop.aborted) throw error;
    } finally {
      cancel();
      untie();
    }
    if (this.host.isGone()) return 'ended';
    if (this.host.signal.aborted) throw sessionErrors.closed();
    throw new HandoffError(
      'connectFailed',
      `Genesys could not be asked to end the conversation within ${this.timeoutMs} ms.`,
    );
  }

  private async tryOnce(stop: StopSignal): Promise<'ended' | 'unsupported' | 'again'> {
    const connection = await unlessAborted(this.host.connection(), stop);
    if (!connection) return 'again';
    // What the agent said while we were away would be destroyed unread; half of the time is spent on that.
    const untilMs = this.runtime.clock.now() + this.timeoutMs / 2;
    while (
      !this.host.isCaughtUp() &&
      this.runtime.clock.now() < untilMs &&
      !stop.aborted &&
      !connection.signal.aborted
    ) {
      await delay(this.runtime.clock, POLL_MS, stop);
    }
    if (!(await this.takeTurn(connection, stop))) return 'again';
    this.asked = true;
    const reply = await unlessAborted(connection.request(presenceClear, this.timeoutMs), stop);
    if (reply?.kind !== 'frame') return 'again';
    return this.onAnswer(connection, reply.frame, stop);
  }

  /** Waits for room in the budgets; false when that came to nothing. */
  private async takeTurn(connection: GuestConnection, stop: StopSignal): Promise<boolean> {
    const either = new StopSource();
    const untie = abortTogether(either, stop, connection.signal);
    const taken = (await connection.budget.take(either)) && (await this.sessionBudget.take(either));
    untie();
    return taken;
  }

  private async onAnswer(
    connection: GuestConnection,
    frame: GuestFrame,
    stop: StopSignal,
  ): Promise<'ended' | 'unsupported' | 'again'> {
    switch (frame.kind) {
      case 'message':
        this.echoed = true;
        // Taken. What follows would come to nobody if we left now, and it says when the session is really gone.
        await Promise.race([connection.ended, delay(this.runtime.clock, AFTERMATH_MS, stop)]);
        this.host.onCleared();
        return 'ended';
      case 'sessionCleared':
      case 'connectionClosed':
      case 'sessionExpired':
        this.host.onCleared();
        return 'ended';
      case 'tooManyRequests':
        await delay(this.runtime.clock, frame.retryAfterMs, stop);
        return 'again';
      case 'error':
        if (frame.code === 408 || frame.code >= 500) {
          if (frame.code < 600) return 'again';
        }
        if (frame.code === 4007) {
          connection.close({ kind: 'sessionNotFound' });
          return 'again';
        }
        this.asked = false;
        this.refused = true;
        this.log.info('clearRefused', { error: frame.code });
        return 'unsupported';
      default:
        return 'again';
    }
  }
}

/** The promise's value, or undefined as soon as `signal` aborts. */
async function unlessAborted<T>(promise: Promise<T>, signal: StopSignal): Promise<T | undefined> {
  let stop!: () => void;
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
