import { typingOn } from '../../genesys/guestRequests';
import type { Clock } from '../../runtime/clock';
import type { RateBudget } from '../../runtime/rateBudget';
import type { GuestConnection } from './guestConnection';
import { TYPING_INTERVAL_MS, TYPING_RESERVE, TYPING_SESSION_RESERVE } from './limits';
import type { SessionSurroundings } from './sessionSurroundings';

/** Shows the agent that the user is typing, as long as nothing more important needs the room. */
export class TypingIndicator {
  private notBeforeMs = 0;
  private lastTracingId?: string;
  private refused = false;

  constructor(
    private readonly clock: Clock,
    private readonly sessionBudget: RateBudget,
    private readonly surroundings: Pick<SessionSurroundings, 'configuration'>,
  ) {}

  show(connection: GuestConnection | undefined): void {
    const now = this.clock.now();
    if (!connection || this.refused || !this.isAllowed() || now < this.notBeforeMs) return;
    if (!this.sessionBudget.canTake(TYPING_SESSION_RESERVE) || !connection.budget.tryTake(TYPING_RESERVE)) return;
    this.sessionBudget.tryTake(TYPING_SESSION_RESERVE);
    this.notBeforeMs = now + TYPING_INTERVAL_MS;
    this.lastTracingId = connection.fire(typingOn);
  }

  /** Where nothing is known about the deployment it is tried. */
  private isAllowed(): boolean {
    return this.surroundings.configuration()?.showUserTypingIndicator !== false;
  }

  /** Genesys asked to slow down: typing is the first to stop. */
  slowDown(forMs: number): void {
    this.notBeforeMs = Math.max(this.notBeforeMs, this.clock.now() + forMs);
  }

  /** Whether a refusal was about typing; then it is not tried again. */
  onRefusal(tracingId: string | undefined): boolean {
    if (tracingId === undefined || tracingId !== this.lastTracingId) return false;
    this.refused = true;
    return true;
  }
}
