import { delay } from '../../runtime/clock';
import { RateBudget } from '../../runtime/rateBudget';
import type { SendReceipt, TransportMessage } from '../transport';
import { CatchUp, type LookUp } from './catchUp';
import type { GuestConnection } from './guestConnection';
import { GuestHistory } from './guestHistory';
import type { Inbox } from './inbox';
import { HISTORY_CALLS } from './limits';
import type { SessionLog } from './sessionLog';
import type { SessionSurroundings } from './sessionSurroundings';

/** History calls that the second look leaves for a reconnect that may come. */
const SECOND_LOOK_RESERVE = 4;

/** What was said while no socket was attached, and whether a message without acknowledgement arrived: the history knows. */
export class MissedMessages {
  private readonly budget: RateBudget;
  private readonly catchUp: CatchUp;

  constructor(
    private readonly surroundings: SessionSurroundings,
    log: SessionLog,
    private readonly inbox: Inbox,
  ) {
    const { settings, runtime } = surroundings;
    this.budget = new RateBudget(runtime.clock, HISTORY_CALLS);
    const history = new GuestHistory(
      { apiBase: settings.hosts.api, origin: settings.origin, fetch: settings.fetch, timeoutMs: settings.ackTimeoutMs },
      runtime,
      this.budget,
    );
    this.catchUp = new CatchUp(history, runtime, log, settings.historySettleMs);
  }

  /**
   * Hands the inbox what is younger than `untilMs` (Genesys' time); false when the connection ended first. Late and out of
   * order is better than a user who hears nothing for as long as the history is down, so after a while `onLate` says that
   * what comes live may pass.
   */
  async read(connection: GuestConnection, untilMs: number, onLate: () => void): Promise<boolean> {
    const { runtime, settings } = this.surroundings;
    const cancel = runtime.clock.schedule(onLate, settings.historyPatienceMs);
    const complete = await this.readNow(connection, untilMs);
    cancel();
    return complete;
  }

  /** The history may lag behind what was said while nobody listened, so it is read once more a little later. */
  async readAgain(connection: GuestConnection, untilMs: () => number): Promise<void> {
    const { runtime, settings } = this.surroundings;
    do await delay(runtime.clock, settings.secondLookMs, connection.signal);
    while (!connection.signal.aborted && !this.budget.canTake(SECOND_LOOK_RESERVE));
    if (!connection.signal.aborted) await this.readNow(connection, untilMs());
  }

  /** As `CatchUp.lookUp`. */
  lookUp(
    connection: GuestConnection,
    message: TransportMessage,
    sinceMs: number,
    lastReceipt: SendReceipt | undefined,
  ): Promise<LookUp> {
    return this.catchUp.lookUp(connection, message, sinceMs, lastReceipt);
  }

  private async readNow(connection: GuestConnection, untilMs: number): Promise<boolean> {
    const missed = await this.catchUp.run(connection, untilMs);
    if (!missed || connection.signal.aborted) return false;
    this.inbox.receiveMissed(missed);
    return true;
  }
}
