import type { LeverState } from '../leverState';
import type { Direction } from '../simulatedMessage';
import type { World } from '../world';
import type { ServerFrame } from './frames';

/** A frame kept back for reordering goes alone after this time, so that a last message is late and not lost. */
const REORDER_HOLD_MS = 1000;

/** The way of message frames from a session to its sockets, with the levers that disturb it. */
export class FrameOutbox {
  readonly #world: World;
  readonly #levers: LeverState;
  readonly #broadcast: (frame: ServerFrame) => void;
  readonly #timers = new Set<unknown>();
  #held: { frame: ServerFrame; release: () => void } | undefined;

  constructor(world: World, levers: LeverState, broadcast: (frame: ServerFrame) => void) {
    this.#world = world;
    this.#levers = levers;
    this.#broadcast = broadcast;
  }

  /** Sends a message frame, late, twice, after its successor or not at all where a lever says so. */
  send(frame: ServerFrame, direction: Direction): void {
    if (direction === 'Inbound' && this.#levers.dropEcho.fires(direction)) return;
    if (this.#levers.delay.fires(direction)) {
      this.#after(this.#levers.delayMs, () => this.#emit(frame, direction));
      return;
    }
    this.#emit(frame, direction);
  }

  /** Forgets what is still under way. */
  close(): void {
    for (const timer of this.#timers) this.#world.clock.clearTimeout(timer);
    this.#timers.clear();
    this.#held = undefined;
  }

  #emit(frame: ServerFrame, direction: Direction): void {
    const predecessor = this.#held;
    if (predecessor === undefined && this.#levers.reorder.fires(direction)) {
      const cancel = this.#after(REORDER_HOLD_MS, () => {
        this.#held = undefined;
        this.#broadcast(frame);
      });
      this.#held = { frame, release: cancel };
      return;
    }
    this.#broadcast(frame);
    if (this.#levers.duplicate.fires(direction)) this.#broadcast(frame);
    if (predecessor === undefined) return;
    predecessor.release();
    this.#held = undefined;
    this.#broadcast(predecessor.frame);
  }

  #after(delayMs: number, act: () => void): () => void {
    const { clock } = this.#world;
    const timer = clock.setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, delayMs);
    this.#timers.add(timer);
    return () => {
      clock.clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }
}
