import type { WebSocket } from 'ws';
import type { SimulatedDeployment } from '../deployment';
import { GUEST_LIMITS } from '../guestLimits';
import { RateWindow } from '../rateWindow';
import { push, type ServerFrame } from './frames';
import type { GuestSession } from './guestSession';

/** One guest connection. It belongs to a session from `configureSession` until it is detached. */
export class GuestSocket {
  readonly id: string;
  readonly deployment: SimulatedDeployment;
  readonly requests = new RateWindow(GUEST_LIMITS.requestsPerMinuteAndConnection, 60_000);
  readonly echoes = new RateWindow(GUEST_LIMITS.echoesPerMinuteAndConnection, 60_000);
  session: GuestSession | undefined;
  /** Why there is no session any more: decides between the codes 4006 and 4007. */
  sessionExpired = false;
  readonly #ws: WebSocket;
  #frozen = false;
  #held: string[] = [];

  constructor(id: string, deployment: SimulatedDeployment, ws: WebSocket) {
    this.id = id;
    this.deployment = deployment;
    this.#ws = ws;
  }

  send(frame: ServerFrame): void {
    this.sendText(JSON.stringify(frame));
  }

  /** Sends a text frame as it is. On a frozen socket it waits. */
  sendText(text: string): void {
    if (this.#frozen) this.#held.push(text);
    else if (this.#ws.readyState === this.#ws.OPEN) this.#ws.send(text);
  }

  /** Answers a ping, unless frozen (a paused socket reads no ping; one may be under way all the same). */
  pong(data: Buffer): void {
    if (!this.#frozen && this.#ws.readyState === this.#ws.OPEN) this.#ws.pong(data);
  }

  freeze(): void {
    this.#frozen = true;
    this.#ws.pause();
  }

  thaw(): void {
    if (!this.#frozen) return;
    this.#frozen = false;
    for (const text of this.#held.splice(0)) this.sendText(text);
    this.#ws.resume();
  }

  /** "This socket is no longer attached", then a normal close. Source: web messaging reference 3.9. */
  closeWithEvent(): void {
    this.detach();
    this.send(push('ConnectionClosedEvent', {}));
    this.#ws.close(1000, 'Connection closed');
  }

  /** Ends the connection without a word, as a broken network does. */
  terminate(): void {
    this.detach();
    this.#ws.terminate();
  }

  /** Takes the socket out of its session; the connection stays. */
  detach(): void {
    this.session?.removeSocket(this);
    this.session = undefined;
  }
}
