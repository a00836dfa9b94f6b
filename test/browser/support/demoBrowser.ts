/**
 * A Chromium that has the demo open, and a record of everything it did that it should not have.
 */
import { join } from 'node:path';
import { type Demo, type DemoOptions, startDemo } from '../../../samples/demo/demo';
import { type Browser, type BrowserContext, chromium, type Page } from '../../tools/node_modules/playwright-core';

const ROOT = join(__dirname, '../../..');

/** Off with everything by which a browser calls home; and no name but loopback's address leads anywhere. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** Which bot, and with which page. */
type Which = Pick<DemoOptions, 'rich' | 'startApp'>;

export class DemoBrowser {
  /** Requests that left this machine, errors of scripts, and what the content security policy refused. */
  readonly complaints: string[] = [];
  private readonly contexts: BrowserContext[] = [];

  private constructor(
    public demo: Demo,
    private readonly browser: Browser,
    private readonly which: Which,
  ) {}

  static async start(which: Which = {}): Promise<DemoBrowser> {
    const demo = await startQuietly(0, which);
    try {
      const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
      return new DemoBrowser(demo, await chromium.launch({ executablePath, args: FLAGS }), which);
    } catch (error) {
      await demo.stop();
      throw error;
    }
  }

  /** A page of a person of their own: nobody else's storage. */
  async newPage(viewport = { width: 1360, height: 860 }): Promise<Page> {
    const context = await this.browser.newContext({ viewport });
    context.setDefaultTimeout(15_000);
    this.contexts.push(context);
    context.on('request', (request) => {
      if (!/^(http:\/\/127\.0\.0\.1:\d+\/|data:|blob:http:\/\/127\.0\.0\.1:)/.test(request.url())) {
        this.complaints.push(`request to ${request.url()}`);
      }
    });
    context.on('weberror', (error) => this.complaints.push(`script: ${error.error().message}`));
    context.on('console', (message) => {
      if (message.type() === 'error' || message.text().includes('Content Security Policy')) {
        this.complaints.push(`console: ${message.text()}`);
      }
    });
    return context.newPage();
  }

  /** Closes the pages of a test; the demo goes on for the next. */
  async closePages(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
  }

  /** Stops the demo and starts another at the same address. */
  async restartDemo(port: number): Promise<void> {
    await this.demo.stop();
    this.demo = await startQuietly(port, this.which);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.demo.stop();
  }
}

function startQuietly(port: number, which: Which): Promise<Demo> {
  return startDemo({ port, cacheFolder: join(ROOT, 'node_modules/.cache'), report: () => {}, ...which });
}
