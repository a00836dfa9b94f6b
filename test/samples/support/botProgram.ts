/**
 * The sample bot as its own process, the way `npm run bot` starts it, so that a test can kill it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

export interface ProgramEnd {
  code: number | null;
  output: string;
}

export class BotProgram {
  private output = '';
  private readonly ended: Promise<ProgramEnd>;

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (data) => {
      this.output += data;
    });
    child.stderr?.on('data', (data) => {
      this.output += data;
    });
    this.ended = once(child, 'close').then(([code]) => ({ code, output: this.output }));
  }

  /** Settings that `environment` does not name are empty, whatever the developer's own `.env` says. */
  static spawn(environment: Record<string, string>): BotProgram {
    const nothing = Object.fromEntries(
      ['REGION', 'DEPLOYMENT_ID', 'ENDPOINT', 'QUEUE', 'OAUTHCLIENT_ID', 'OAUTHCLIENT_SECRET']
        .map((name) => [`GENESYSCLOUD_${name}`, ''])
        .concat([['MicrosoftAppId', '']]),
    );
    const child = spawn(process.execPath, ['--import', 'tsx', 'samples/01.first-handoff/index.ts'], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, PORT: '0', ...nothing, ...environment },
    });
    return new BotProgram(child);
  }

  /** Starts it and waits until it takes messages. */
  static async start(environment: Record<string, string>): Promise<BotProgram & { url: string }> {
    const program = BotProgram.spawn(environment);
    return Object.assign(program, { url: await program.listening() });
  }

  /** How it ended by itself. */
  end(): Promise<ProgramEnd> {
    return this.ended;
  }

  async kill(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<ProgramEnd> {
    this.child.kill(signal);
    return this.ended;
  }

  private listening(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.child.stdout?.on('data', () => {
        const url = /listens on (\S+)/.exec(this.output)?.[1];
        if (url) resolve(url);
      });
      this.ended.then(({ output }) => reject(new Error(`The bot did not start:\n${output}`)), reject);
    });
  }
}
