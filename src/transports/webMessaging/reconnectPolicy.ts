import { type BackoffSettings, backoffMs } from '../../runtime/backoff';
import type { Random } from '../../runtime/random';
import type { ConnectionEnd } from './guestConnection';

/** A connection that lived this long counts as good: the next failure starts from the shortest wait again. */
const STABLE_MS = 10_000;
/** Two instances that hold the same session would throw each other out at full speed otherwise. */
const EVICTION: BackoffSettings = { firstMs: 2_000, maxMs: 60_000 };
const EVICTION_FORGOTTEN_MS = 120_000;
/** How often a 403 is taken for a passing mood once the session has been open. */
const REFUSALS = 5;
/** How often a session that Genesys does not find is configured anew. */
const NOT_FOUND = 1;

export type ReconnectAdvice =
  | { kind: 'wait'; waitMs: number }
  | { kind: 'giveUp'; why: 'accessDenied' | 'sessionNotFound' };

/** Says after each connection whether and when to try the next. */
export class ReconnectPolicy {
  private failures = 0;
  private evictions = 0;
  private refusals = 0;
  private notFound = 0;

  constructor(
    private readonly settings: BackoffSettings,
    private readonly random: Random,
    /** Whether the session has been open before: then a 403 says little about the settings. */
    private wasOpen: boolean,
  ) {}

  /** A connection was configured. */
  onConfigured(): void {
    this.wasOpen = true;
    this.refusals = 0;
  }

  /** Genesys took a message, so it knows the session. */
  onAcknowledged(): void {
    this.notFound = 0;
  }

  onEnded(end: ConnectionEnd, livedMs: number): ReconnectAdvice {
    if (livedMs >= STABLE_MS) this.failures = 0;
    if (livedMs >= EVICTION_FORGOTTEN_MS) this.evictions = 0;
    const ordinaryMs = backoffMs(this.failures++, this.settings, this.random);
    switch (end.kind) {
      case 'refused':
        if (end.status === 403 && (!this.wasOpen || ++this.refusals > REFUSALS)) {
          return { kind: 'giveUp', why: 'accessDenied' };
        }
        return { kind: 'wait', waitMs: Math.max(ordinaryMs, end.retryAfterMs ?? 0) };
      case 'notConfigured':
        return { kind: 'wait', waitMs: Math.max(ordinaryMs, end.retryAfterMs ?? 0) };
      case 'evicted':
        return { kind: 'wait', waitMs: Math.max(ordinaryMs, backoffMs(this.evictions++, EVICTION, this.random)) };
      case 'sessionNotFound':
        if (++this.notFound > NOT_FOUND) return { kind: 'giveUp', why: 'sessionNotFound' };
        return { kind: 'wait', waitMs: ordinaryMs };
      default:
        return { kind: 'wait', waitMs: ordinaryMs };
    }
  }
}
