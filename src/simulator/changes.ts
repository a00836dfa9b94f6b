import { SimulatorError } from './simulatorError';

interface PendingWait {
  recheck(): void;
  reject(error: Error): void;
}

/**
 * What has changed and who waits for it. Every change in the simulator is announced here; a wait is a question that is
 * asked again after each change, so that no test has to sleep.
 */
export class Changes {
  readonly #pending = new Set<PendingWait>();
  readonly #listeners = new Set<() => void>();
  readonly #waitTimeoutMs: number;
  #closed = false;

  /** @param waitTimeoutMs how long a wait may take in real time, whatever the simulated clock says; 0 = for ever. */
  constructor(waitTimeoutMs: number) {
    this.#waitTimeoutMs = waitTimeoutMs;
  }

  /** Asks every pending question again and tells the listeners. Call it after each change that somebody could wait for. */
  announce(): void {
    for (const wait of [...this.#pending]) wait.recheck();
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls `listener` after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Resolves with the first answer of `check` that is not undefined, at once if it has one already.
   * @param what completes the sentence "Gave up waiting for …".
   */
  waitFor<T>(what: string, check: () => T | undefined): Promise<T> {
    const promise = new Promise<T>((resolve, reject) => {
      const already = this.#closed ? undefined : check();
      if (already !== undefined) return resolve(already);
      if (this.#closed) return reject(new SimulatorError(`The simulator was closed while waiting for ${what}.`));
      const timer = this.#armTimeout(() => wait.reject(new SimulatorError(`Gave up waiting for ${what}.`)));
      const done = () => {
        clearTimeout(timer);
        this.#pending.delete(wait);
      };
      const wait: PendingWait = {
        recheck: () => {
          const answer = check();
          if (answer === undefined) return;
          done();
          resolve(answer);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      this.#pending.add(wait);
    });
    // A test that has failed elsewhere leaves its waits behind; closing the simulator must not crash the process for it.
    promise.catch(() => {});
    return promise;
  }

  /** Rejects every pending wait and forgets the listeners. */
  close(): void {
    this.#closed = true;
    for (const wait of [...this.#pending]) wait.reject(new SimulatorError('The simulator was closed.'));
    this.#listeners.clear();
  }

  #armTimeout(giveUp: () => void): NodeJS.Timeout | undefined {
    if (this.#waitTimeoutMs === 0) return undefined;
    return setTimeout(giveUp, this.#waitTimeoutMs).unref();
  }
}
