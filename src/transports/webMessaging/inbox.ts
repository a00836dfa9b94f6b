import type { GuestMessage } from '../../genesys/guestMessage';
import type { Clock } from '../../runtime/clock';
import type { TransportEvent } from '../transport';
import { BoundedSet } from './boundedSet';
import type { EventPump } from './eventPump';
import { type SaidEvent, toTransportEvents } from './messageEvents';
import { type Release, ReorderWindow } from './reorderWindow';

/** Messages that were seen are remembered by id, so that socket and history do not both deliver one. */
const SEEN_IDS = 2_000;

/** What an inbox needs of its session. */
export interface InboxHost {
  /** Whether the deployment's texts are markdown. */
  isMarkdown(): boolean;
  /** A Disconnect has left, after what was said before it. */
  onDisconnectPassed(event: { readOnly: boolean }): void;
}

/** The way of what the agent says, from socket or history to its taker: seen before? in which order? one by one. */
export class Inbox implements Release<TransportEvent> {
  /** Genesys' time of the newest that came, either way. */
  newestMs: number;
  private readonly seen = new BoundedSet(SEEN_IDS);
  private readonly window: ReorderWindow<TransportEvent>;

  constructor(
    private readonly clock: Clock,
    private readonly pump: EventPump,
    private readonly host: InboxHost,
    private readonly reorderWindowMs: number,
    knownThroughMs: number,
  ) {
    this.newestMs = knownThroughMs;
    this.window = new ReorderWindow(clock, this);
  }

  /** Out of the window, and on to the taker. */
  release(event: TransportEvent): void {
    this.pump.push(event);
    if (event.kind === 'disconnected') this.host.onDisconnectPassed(event);
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

  /** The history stays away, so what comes live may pass it; a Disconnect, behind which nothing is told, waits on. */
  passHistory(closingHoldMs: number): void {
    this.window.resume(closingHoldMs);
  }

  flush(): void {
    this.window.flush();
  }

  close(): void {
    this.window.close();
    this.pump.close();
  }

  private events(message: GuestMessage): SaidEvent[] {
    return toTransportEvents(message, message.timeMs ?? this.clock.now(), this.host.isMarkdown());
  }

  private hold(event: Exclude<SaidEvent, { kind: 'typing' }>, holdMs: number): void {
    // One message may carry words and the Disconnect.
    if (!this.seen.add(event.kind === 'message' ? event.id : `${event.kind}:${event.id}`)) return;
    this.noteTime(event.timeMs);
    // The agent's last words may be overtaken by the Disconnect, so that waits longer and goes last.
    const closing = event.kind === 'disconnected';
    this.window.add(event, event.timeMs, { holdMs: closing ? 2 * holdMs : holdMs, closing });
  }
}
