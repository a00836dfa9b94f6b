import type { GuestMessage } from '../../genesys/guestMessage';
import { backoffMs } from '../../runtime/backoff';
import { delay } from '../../runtime/clock';
import type { Runtime } from '../../runtime/runtime';
import type { SendReceipt, TransportMessage } from '../transport';
import type { GuestConnection } from './guestConnection';
import type { GuestHistory } from './guestHistory';
import { findSent, receiptOf } from './sentMessage';
import type { SessionLog } from './sessionLog';

const RETRY = { firstMs: 500, maxMs: 15_000 };
/** A history that is refused for good is asked a few times more, in case the refusal was a mistake. */
const REFUSALS = 3;

export type LookUp =
  | { kind: 'present'; receipt: SendReceipt }
  | { kind: 'absent' }
  /** The connection ended meanwhile: ask again on the next. */
  | { kind: 'interrupted' };

interface Snapshot {
  askedAtMs: number;
  entries: GuestMessage[];
}

/**
 * The two questions that only the history answers: what was missed while no socket was attached (nothing is replayed),
 * and whether a message without acknowledgement arrived. The last reading serves both, because ten a minute are all
 * that a session may ask for.
 */
export class CatchUp {
  private snapshot?: Snapshot;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly history: GuestHistory,
    private readonly runtime: Runtime,
    private readonly log: SessionLog,
    /** How long Genesys may take to show an accepted message in the history. */
    private readonly settleMs: number,
  ) {}

  /**
   * Reads back to `untilMs` and resolves with the outbound messages found, oldest first; `undefined` when the
   * connection ended. Failing calls are repeated until then; a history that is refused for good counts as empty.
   */
  run(connection: GuestConnection, untilMs: number): Promise<GuestMessage[] | undefined> {
    const run = this.readPatiently(connection, untilMs).then((snapshot) =>
      snapshot?.entries.filter((entry) => entry.direction === 'outbound').reverse(),
    );
    this.running = run;
    return run;
  }

  /**
   * Whether a message that may have been sent until `sinceMs` (our clock) is at Genesys. A "no" counts only from a
   * reading that began `settleMs` later: before that the history may simply lag.
   */
  async lookUp(
    connection: GuestConnection,
    message: TransportMessage,
    sinceMs: number,
    lastReceipt: SendReceipt | undefined,
  ): Promise<LookUp> {
    await this.running;
    // Readings are counted as well as timed, so that a clock that was set back cannot keep the question open.
    for (let readings = 0; ; readings++) {
      const snapshot = this.snapshot;
      const found = snapshot && findSent(snapshot.entries, message, lastReceipt);
      if (found) return { kind: 'present', receipt: receiptOf(found, this.runtime.clock.now()) };
      if (readings > 1 || (snapshot && snapshot.askedAtMs >= sinceMs + this.settleMs)) return { kind: 'absent' };
      if (readings > 0 || (snapshot && snapshot.askedAtMs >= sinceMs)) {
        readings = 1;
        const leftMs = sinceMs + this.settleMs - this.runtime.clock.now();
        await delay(this.runtime.clock, Math.min(leftMs, this.settleMs), connection.signal);
      }
      if (connection.signal.aborted) return { kind: 'interrupted' };
      const reading = await this.readPatiently(connection, lastReceipt?.timeMs ?? 0);
      if (!reading) return { kind: 'interrupted' };
      // Refused for good: nothing can tell. Then the message may repeat, but it must not vanish.
      if (reading.refused) return { kind: 'absent' };
    }
  }

  private async readPatiently(
    connection: GuestConnection,
    untilMs: number,
  ): Promise<(Snapshot & { refused?: boolean }) | undefined> {
    let refusals = 0;
    for (let attempt = 0; ; attempt++) {
      const reading = await this.history.read(connection, untilMs);
      if (reading.kind === 'interrupted') return undefined;
      if (reading.kind === 'read') {
        this.log.debug('historyRead', { entries: reading.entries.length, pages: reading.pages });
        this.snapshot = { askedAtMs: reading.askedAtMs, entries: reading.entries };
        return this.snapshot;
      }
      this.log.warn('historyFailed', { reason: reading.reason, attempt });
      if (reading.permanent && ++refusals >= REFUSALS) {
        this.log.warn('historyRefused', { reason: reading.reason });
        return { askedAtMs: this.runtime.clock.now(), entries: [], refused: true };
      }
      const waitMs = Math.max(reading.retryAfterMs ?? 0, backoffMs(attempt, RETRY, this.runtime.random));
      await delay(this.runtime.clock, waitMs, connection.signal);
    }
  }
}
