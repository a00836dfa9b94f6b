import type { GuestMessage } from '../../genesys/guestMessage';
import type { Clock } from '../../runtime/clock';
import type { TransportEvent } from '../transport';
import { BoundedSet } from './boundedSet';
import type { EventPump } from './eventPump';
import { type SaidEvent, toTransportEvents } from './messageEvents';
import { ReorderWindow } from './reorderWindow';

/** Messages that were seen are remembered by id, so that socket and history do not both deliver one. */
const SEEN_IDS = 2_000;

/** The way of what the agent says, from socket or history to its taker: seen before? in which order? one by one. */
export class Inbox {
  /** Genesys' time of the newest that came, either way. */
  newestMs: number;
  private readonly seen = new BoundedSet(SEEN_IDS);
  private readonly window: ReorderWindow<TransportEvent>;

  constructor(
    private readonly clock: Clock,
    private readonly pump: EventPump,
    /** Whether the deployment's texts are markdown. */
    private readonly markdown: () => boolean,
    private readonly reorderWindowMs: number,
    knownThroughMs: number,
    /** A Disconnect has left, after what was said before it. */
    onDisconnected: (event: { readOnly: boolean }) => void,
  ) {
    this.newestMs = knownThroughMs;
    this.window = new ReorderWindow(clock, (event) => {
      pump.push(event);
      if (event.kind === 'disconnected') onDisconnected(event);
    });
  }

  /** A message off the socket: held for a moment, since an earlier one may still come. */
  receive(message: GuestMessage): void {
    for (const event of this.events(message)) {
      if (event.kind === 'typing') this.pump.offer(event);
      else this.hold(event, this.reorderWindowMs);
    }
  }

  /** What the history holds: complete and in order, so there is nothing to wait for. */
  receiveMissed(messages: readonly GuestMessage[]): void {
    for (const message of messages) {
      // Typing that the history remembers is over.
      for (const event of this.events(message)) if (event.kind !== 'typing') this.hold(event, 0);
    }
  }

  /** Genesys' time has got this far, as an acknowledgement shows. */
  noteTime(timeMs: number): void {
    this.newestMs = Math.max(this.newestMs, timeMs);
  }

  /** Holds everything until `resume`: the history comes first. */
  pause(): void {
    this.window.pause();
  }

  resume(): void {
    this.window.resume();
  }

  flush(): void {
    this.window.flush();
  }

  close(): void {
    this.window.close();
    this.pump.close();
  }

  private events(message: GuestMessage): SaidEvent[] {
    return toTransportEvents(message, message.timeMs ?? this.clock.now(), this.markdown());
  }

  private hold(event: Exclude<SaidEvent, { kind: 'typing' }>, holdMs: number): void {
    if (!this.seen.add(`${event.kind}:${event.id}`)) return;
    this.noteTime(event.timeMs);
    // The agent's last words may be overtaken by the Disconnect, so that waits longer and goes last.
    const closing = event.kind === 'disconnected';
    this.window.add(event, event.timeMs, { holdMs: closing ? 2 * holdMs : holdMs, closing });
  }
}
