import type { TurnContextLike } from './bot/botSdk';
import type { Coordination } from './conversation/coordinator';
import { errorCode } from './errors';
import type { Runtime } from './runtime/runtime';

/** Key in `turnState` of a turn in which a handoff began. */
const STARTED = Symbol.for('botbuilder-genesys-cloud/startedHandoff');

interface Started {
  botConversationId: string;
  handoffId: string;
}

/**
 * The turns in which handoffs begin, until the bot has saved its state. A process that dies between the two leaves a
 * handoff that no dialog waits for; the channel delivers the activity again, the bot runs its turn again, and finds the
 * handoff that is there already (`record.startedIn`).
 */
export class StartingTurns {
  private readonly running = new Set<string>();

  constructor(
    private readonly coordination: Coordination,
    private readonly runtime: Runtime,
  ) {}

  /** A handoff began in this turn, or was found there by a repeated one. */
  note(context: TurnContextLike, started: Started): void {
    context.turnState.set(STARTED, started);
    this.running.add(started.handoffId);
  }

  /** Whether the turn that began it is still running here: then the repeated activity is just a repetition. */
  isRunning(handoffId: string): boolean {
    return this.running.has(handoffId);
  }

  /** Runs the bot, and confirms the handoff that it began once the bot is through. */
  async run(context: TurnContextLike, next: () => Promise<void>): Promise<void> {
    try {
      await next();
      const started = startedIn(context);
      if (started !== undefined) await this.confirm(started);
    } finally {
      const started = startedIn(context);
      if (started !== undefined) this.running.delete(started.handoffId);
    }
  }

  private async confirm({ botConversationId, handoffId }: Started): Promise<void> {
    const atMs = this.runtime.clock.now();
    try {
      await this.coordination.coordinator.post(botConversationId, { kind: 'startConfirmed', handoffId, atMs });
    } catch (error) {
      // Harmless: a repeated delivery of the activity would run the bot's turn once more.
      this.runtime.logger.warn({ code: 'startNotConfirmed', botConversationId, handoffId, error: errorCode(error) });
    }
  }
}

function startedIn(context: TurnContextLike): Started | undefined {
  return context.turnState.get(STARTED) as Started | undefined;
}
