import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';

/** A frame as a client sees it: nothing about it is known before it is looked at. */
export interface Frame {
  type: string;
  class: string;
  code: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read the wire as it comes
  body: any;
  tracingId?: string;
}

/** A small guest client, written from the protocol reference and not from the simulator. */
export class GuestClient {
  readonly frames: Frame[] = [];
  readonly token: string;
  readonly deploymentId: string;
  readonly ws: WebSocket;
  closedWith: { code: number; reason: string } | undefined;
  #wake: (() => void)[] = [];

  private constructor(ws: WebSocket, deploymentId: string, token: string) {
    this.ws = ws;
    this.deploymentId = deploymentId;
    this.token = token;
    ws.on('message', (data, isBinary) => {
      expect(isBinary).toBe(false);
      const text = data.toString();
      this.texts.push(text);
      try {
        this.frames.push(JSON.parse(text) as Frame);
      } catch {
        // A malformed frame is kept in `texts` alone.
      }
      this.#tell();
    });
    ws.on('close', (code, reason) => {
      this.closedWith = { code, reason: reason.toString() };
      this.#tell();
    });
    ws.on('error', () => {});
  }

  readonly texts: string[] = [];

  /** Opens a socket; rejects with the HTTP status when the upgrade is refused. */
  static async open(
    server: { url: string; deploymentId: string },
    options: { token?: string; origin?: string; deploymentId?: string; query?: string } = {},
  ): Promise<GuestClient> {
    const deploymentId = options.deploymentId ?? server.deploymentId;
    const query = options.query ?? `deploymentId=${deploymentId}&application=test-1.0`;
    const ws = new WebSocket(`${server.url.replace('http', 'ws')}/v1?${query}`, { origin: options.origin });
    const client = new GuestClient(ws, deploymentId, options.token ?? randomUUID());
    await new Promise<void>((resolve, reject) => {
      ws.once('open', resolve);
      ws.once('unexpected-response', (_request, response) => {
        reject(Object.assign(new Error('upgrade refused'), { status: response.statusCode }));
        ws.terminate();
      });
    });
    return client;
  }

  /** Opens a socket and configures its session. */
  static async configured(
    server: { url: string; deploymentId: string },
    options: { token?: string; origin?: string; deploymentId?: string } = {},
  ): Promise<GuestClient> {
    const client = await GuestClient.open(server, options);
    await client.configure();
    return client;
  }

  send(frame: object): void {
    this.ws.send(JSON.stringify(frame));
  }

  /** Sends a request and waits for the frame that carries its tracing id. */
  request(action: string, rest: object = {}): Promise<Frame> {
    const tracingId = randomUUID();
    this.send({ action, token: this.token, tracingId, ...rest });
    return this.next((frame) => frame.tracingId === tracingId, action);
  }

  configure(rest: object = {}): Promise<Frame> {
    return this.request('configureSession', { deploymentId: this.deploymentId, ...rest });
  }

  /** Sends a text; resolves with its echo, or whatever else answers it. */
  text(text: string, customAttributes?: Record<string, string>): Promise<Frame> {
    const channel = customAttributes === undefined ? {} : { channel: { metadata: { customAttributes } } };
    return this.request('onMessage', { message: { type: 'Text', text, ...channel } });
  }

  event(event: object): Promise<Frame> {
    return this.request('onMessage', { message: { type: 'Event', events: [event] } });
  }

  /** The first frame, past or to come, that fits. */
  async next(fits: (frame: Frame) => boolean, what = 'a frame'): Promise<Frame> {
    const found = await this.until(() => this.frames.find(fits), what);
    return found;
  }

  /** The first Outbound text that is equal. */
  outbound(text: string): Promise<Frame> {
    return this.next((frame) => frame.body.direction === 'Outbound' && frame.body.text === text, `outbound ${text}`);
  }

  ofClass(name: string): Promise<Frame> {
    return this.next((frame) => frame.class === name, name);
  }

  closed(): Promise<{ code: number; reason: string }> {
    return this.until(() => this.closedWith, 'the close');
  }

  /** A round trip: when it is back, everything that was sent before has arrived. */
  async flush(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.ws.once('pong', () => resolve());
      this.ws.ping();
    });
  }

  close(): void {
    this.ws.terminate();
  }

  async until<T>(check: () => T | undefined, what: string): Promise<T> {
    for (;;) {
      const answer = check();
      if (answer !== undefined) return answer;
      if (this.closedWith !== undefined) throw new Error(`The socket closed while waiting for ${what}`);
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  #tell(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
