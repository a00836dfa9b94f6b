import { errorCode } from '../../errors';
import { backoffMs } from '../../runtime/backoff';
import { delay } from '../../runtime/clock';
import type { Runtime } from '../../runtime/runtime';
import { StopSource } from '../../runtime/stopSignal';
import type { TransportEvent } from '../transport';
import type { SessionLog } from './sessionLog';

const RETRY = { firstMs: 250, maxMs: 15_000 };

/**
 * Passes events on one by one. An event whose taker fails is offered again until it is taken: it is not durable
 * before, and skipping it would lose an agent's message.
 */
export class EventPump {
  private queue: TransportEvent[] = [];
  private running = false;
  private readonly closed = new StopSource();

  constructor(
    private readonly take: (event: TransportEvent) => Promise<void>,
    private readonly runtime: Runtime,
    private readonly log: SessionLog,
  ) {}

  push(event: TransportEvent): void {
    if (this.closed.aborted) return;
    this.queue.push(event);
    if (!this.running) void this.run();
  }

  /** For events that are worthless later: dropped unless nothing else is under way. */
  offer(event: TransportEvent): void {
    if (!this.running) this.push(event);
  }

  /** Drops what has not been taken; the taker's call under way is its own affair. */
  close(): void {
    this.closed.abort();
    this.queue = [];
  }

  private async run(): Promise<void> {
    this.running = true;
    for (let event = this.queue.shift(); event !== undefined; event = this.queue.shift()) await this.deliver(event);
    this.running = false;
    // An emptied array keeps its room, and most sessions are idle most of the time.
    this.queue = [];
  }

  private async deliver(event: TransportEvent): Promise<void> {
    for (let attempt = 0; !this.closed.aborted; attempt++) {
      try {
        return await this.take(event);
      } catch (error) {
        if (event.kind === 'typing') return;
        this.log.warn('eventNotTaken', { event: event.kind, error: errorCode(error), attempt });
        await delay(this.runtime.clock, backoffMs(attempt, RETRY, this.runtime.random), this.closed);
      }
    }
  }
}
