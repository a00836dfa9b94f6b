import { type ChildProcess, fork } from 'node:child_process';
import type { CommandReply, Commands } from './commands';

/** Longest answer to any command: a bench that hangs must end by itself. */
const COMMAND_DEADLINE_MS = 300_000;

type Args<C extends Commands, K extends keyof C> = Parameters<C[K]> extends [] ? [] : Parameters<C[K]>;

/** One process of a bench, with the commands that it serves. */
export class Child<C extends Commands> {
  private readonly process: ChildProcess;
  private readonly waiting = new Map<number, (reply: CommandReply) => void>();
  private readonly exited: Promise<void>;
  private sent = 0;
  private output = '';

  /** @param nodeOptions for instance `--expose-gc`. */
  constructor(
    private readonly name: string,
    script: string,
    nodeOptions: string[] = [],
  ) {
    this.process = fork(script, {
      execArgv: nodeOptions,
      env: environment(),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.process.stderr?.on('data', (data: Buffer) => {
      this.output = (this.output + data).slice(-4_000);
    });
    this.process.on('message', (message) => {
      const reply = message as CommandReply;
      this.waiting.get(reply.id)?.(reply);
    });
    this.exited = new Promise((resolve) => {
      this.process.once('exit', (code, signal) => {
        for (const [id, settle] of this.waiting) settle({ id, error: `ended (${code ?? signal}): ${this.output}` });
        resolve();
      });
    });
  }

  /** Asks for one thing and waits for its answer. */
  async ask<K extends keyof C & string>(command: K, ...[args]: Args<C, K>): Promise<Awaited<ReturnType<C[K]>>> {
    const id = ++this.sent;
    let timer: NodeJS.Timeout | undefined;
    const reply = await new Promise<CommandReply>((resolve) => {
      timer = setTimeout(() => resolve({ id, error: 'no answer in time' }), COMMAND_DEADLINE_MS);
      this.waiting.set(id, resolve);
      this.process.send({ id, command, args }, (error) => {
        if (error) resolve({ id, error: `${error.message} ${this.output}` });
      });
    });
    clearTimeout(timer);
    this.waiting.delete(id);
    if (reply.error !== undefined) throw new Error(`${this.name}, ${command}: ${reply.error}`);
    return reply.result as Awaited<ReturnType<C[K]>>;
  }

  /** Lets the process end by itself, which also writes its profile where one was asked for. */
  async stop(): Promise<void> {
    if (this.process.connected) this.process.disconnect();
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 10_000);
    await this.exited;
    clearTimeout(timer);
  }

  /** Ends the process as a power cut would. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.exited;
  }

  /** The last lines that the process wrote on standard error. */
  get lastOutput(): string {
    return this.output;
  }
}

/** Nothing of a bench leaves the machine, so no proxy may be asked for loopback. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name) && name !== 'NODE_OPTIONS');
  return { ...Object.fromEntries(kept), NO_PROXY: '127.0.0.1,localhost' };
}
