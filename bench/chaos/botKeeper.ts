import { type ChildProcess, fork } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** Starts the bot's process, kills it, starts it again over the same files. */
export class BotKeeper {
  private child: ChildProcess | undefined;
  private output = '';
  /** How many lines the bots wrote on standard error: warnings of the library and of the bot. */
  warnings = 0;

  /** @param log a file that gets everything the bots write on standard error. */
  constructor(
    private readonly environment: Record<string, string>,
    private readonly log?: string,
  ) {}

  /** Resolves with the address of the bot when it answers. */
  start(): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = fork(join(__dirname, 'botProcess.ts'), {
        execArgv: ['--import', 'tsx'],
        env: { ...process.env, ...this.environment },
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      this.child = child;
      child.stderr?.on('data', (data: Buffer) => {
        this.warnings += data.toString().split('\n').length - 1;
        this.output = (this.output + data).slice(-4_000);
        if (this.log !== undefined) appendFileSync(this.log, data);
      });
      child.once('message', (message) => resolve((message as { url: string }).url));
      child.once('exit', (code) => reject(new Error(`The bot's process ended (${code}): ${this.output}`)));
    });
  }

  /** Ends the process as a power cut would. */
  kill(): Promise<void> {
    return new Promise((resolve) => {
      const { child } = this;
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  }

  /** Resolves when the process that was started last is gone. */
  ended(): Promise<void> {
    return new Promise((resolve) => {
      if (this.child === undefined || this.child.exitCode !== null || this.child.signalCode !== null) resolve();
      else this.child.once('exit', () => resolve());
    });
  }

  /** The last lines that the bots wrote. */
  get lastOutput(): string {
    return this.output;
  }
}
