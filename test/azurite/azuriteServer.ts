import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Azurite's published development account: known to everybody, good for nothing else. */
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** A Blob service of our own, on a port that the system picks, in memory. */
export class AzuriteServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
  ) {}

  get connectionString(): string {
    const endpoint = `${this.url}/${ACCOUNT}`;
    return `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=${endpoint};`;
  }

  static async start(): Promise<AzuriteServer> {
    const options = '--blobHost 127.0.0.1 --blobPort 0 --silent --inMemoryPersistence --disableTelemetry';
    const program = join(__dirname, 'node_modules', '.bin', 'azurite-blob');
    const child = spawn(process.execPath, [program, ...options.split(' '), '--skipApiVersionCheck'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface(child.stdout)) {
      const url = /listens on (http:\/\/\S+)/.exec(line)?.[1];
      if (url === undefined) continue;
      child.stdout.resume();
      return new AzuriteServer(child, url);
    }
    throw new Error('Azurite ended before it listened.');
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill();
    await exited;
  }
}
