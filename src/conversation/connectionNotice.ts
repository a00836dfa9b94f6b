import type { Clock } from '../runtime/clock';

/** How long the connection to Genesys may be away before the user is told that the messages wait. */
export const CONNECTION_NOTICE_MS = 15_000;

/** Turns the ups and downs of a connection into the two things a user should hear: it waits, and it is back. */
export class ConnectionNotice {
  private cancel: (() => void) | undefined;
  private told = false;

  constructor(
    private readonly clock: Clock,
    private readonly tell: (status: 'down' | 'back') => void,
  ) {}

  onStatus(status: 'up' | 'down'): void {
    if (status === 'down') {
      if (this.cancel !== undefined || this.told) return;
      this.cancel = this.clock.schedule(() => {
        this.cancel = undefined;
        this.told = true;
        this.tell('down');
      }, CONNECTION_NOTICE_MS);
      return;
    }
    this.stop();
    if (!this.told) return;
    this.told = false;
    this.tell('back');
  }

  reset(): void {
    this.stop();
    this.told = false;
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }
}
