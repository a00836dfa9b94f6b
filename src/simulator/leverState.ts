import type { LeverTrigger } from './levers';
import type { Direction } from './simulatedMessage';

/** One lever: decides frame by frame whether it acts. */
export class LeverSwitch {
  #trigger: Exclude<LeverTrigger, number>;
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  set(trigger: LeverTrigger): void {
    this.#trigger = typeof trigger === 'number' ? { next: trigger } : trigger && { ...trigger };
  }

  /** Whether it acts now; a counted trigger is used up by one. */
  fires(direction: Direction): boolean {
    const trigger = this.#trigger;
    if (trigger === undefined || (trigger.direction ?? direction) !== direction) return false;
    if ('probability' in trigger) return (trigger.random ?? this.#random)() < trigger.probability;
    if (trigger.next <= 0) return false;
    trigger.next -= 1;
    return true;
  }
}

/** A failure that is answered a number of times. */
export class FailureCounter {
  #status = 0;
  #left = 0;
  #retryAfterSeconds: number | undefined;

  set(status: number, times: number, retryAfterSeconds?: number): void {
    this.#status = status;
    this.#left = times;
    this.#retryAfterSeconds = retryAfterSeconds;
  }

  /** The failure to answer with now, or undefined. */
  take(): { status: number; retryAfterSeconds: number | undefined } | undefined {
    if (this.#left <= 0) return undefined;
    this.#left -= 1;
    return { status: this.#status, retryAfterSeconds: this.#retryAfterSeconds };
  }
}

/** How all levers stand. The parts that misbehave ask here. */
export class LeverState {
  readonly delay: LeverSwitch;
  readonly dropEcho: LeverSwitch;
  readonly loseMessage: LeverSwitch;
  readonly duplicate: LeverSwitch;
  readonly reorder: LeverSwitch;
  readonly history = new FailureCounter();
  readonly oauth = new FailureCounter();
  readonly platform = new FailureCounter();
  readonly configuration = new FailureCounter();
  readonly uploads = new FailureCounter();
  /** `status` is not used; the guest is told to come back after the given seconds. */
  readonly messageRate = new FailureCounter();
  delayMs = 0;
  historyLagMs = 0;
  upgradeStatus: number | undefined;
  freezesNewSockets = false;

  constructor(random: () => number) {
    this.delay = new LeverSwitch(random);
    this.dropEcho = new LeverSwitch(random);
    this.loseMessage = new LeverSwitch(random);
    this.duplicate = new LeverSwitch(random);
    this.reorder = new LeverSwitch(random);
  }

  /** Puts everything back. */
  reset(): void {
    for (const lever of [this.delay, this.dropEcho, this.loseMessage, this.duplicate, this.reorder])
      lever.set(undefined);
    for (const failure of [
      this.history,
      this.oauth,
      this.platform,
      this.configuration,
      this.uploads,
      this.messageRate,
    ]) {
      failure.set(0, 0);
    }
    this.delayMs = 0;
    this.historyLagMs = 0;
    this.upgradeStatus = undefined;
    this.freezesNewSockets = false;
  }
}
