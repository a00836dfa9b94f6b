import type { HandoffOutcome } from '../conversation/outcome';
import type { BotPort, ResumeRun } from '../conversation/ports';
import type { HandoffRecord } from '../conversation/record';
import { HandoffError } from '../errors';
import type { Runtime } from '../runtime/runtime';
import type { ConversationStateLike, TurnContextLike } from './botSdk';
import { stateMentions } from './dialogStack';
import { HANDOFF_TURN, type HandoffTurn } from './handoffTurn';
import type { ProactiveTurns } from './proactiveTurns';
import type { TurnGate } from './turnGate';

/** The name of Bot Framework's event that tells a bot how its handoff stands. */
export const HANDOFF_STATUS_EVENT = 'handoff.status';

/** Whose turn it is. */
type TurnTarget = Pick<HandoffRecord, 'botConversationId' | 'reference'>;

/** Runs the bot's own logic; given to `handoff.start()`. */
// biome-ignore lint/suspicious/noExplicitAny: the TurnContext of whichever SDK the bot uses
export type ResumeBot = (context: any) => Promise<unknown>;

/**
 * The turns in which the bot hears of its handoff: a `handoff.status` event through the bot's own logic. The last one
 * (`completed` or `failed`) is also the turn in which the waiting dialog takes its outcome, so there is exactly one.
 */
export class ResumeTurns implements BotPort {
  constructor(
    private readonly turns: ProactiveTurns,
    private readonly gate: TurnGate,
    private readonly conversationState: ConversationStateLike,
    private readonly resumeBot: ResumeBot,
    private readonly runtime: Runtime,
  ) {}

  async resume(record: HandoffRecord, outcome: HandoffOutcome, run: ResumeRun): Promise<void> {
    const { botConversationId, handoffId } = record;
    const turn: HandoffTurn = { handoffId, outcome, taken: false };
    const target = { botConversationId, reference: record.reference };
    const dialogWaits = record.startedBy === 'dialog';
    let look: 'run' | 'takenBefore' | 'notThereYet' = 'run';
    await this.runTurn(target, turn, stateOf(outcome), async (context) => {
      if (dialogWaits && !stateMentions(this.conversationState.get(context), handoffId)) {
        if (run.earlierRuns > 0) look = 'takenBefore';
        else if (!run.insist) look = 'notThereYet';
      }
      if (look !== 'run') return false;
      await run.onRun();
      return true;
    });
    if ((look as string) === 'notThereYet') {
      throw new HandoffError('resumeNotTaken', `The dialog that waits for handoff ${handoffId} is not saved yet.`);
    }
    if (look === 'run' && dialogWaits && !turn.taken) {
      // Trying again would not help; the dialog takes its outcome when the user writes next.
      this.runtime.logger.error({ code: 'resumeNotTaken', botConversationId, handoffId });
    }
  }

  /** Tells the bot that a human answered. Never takes a turn from a dialog: the one that waits just goes on waiting. */
  tellStatus(record: HandoffRecord, state: 'accepted'): Promise<void> {
    return this.runTurn(record, { handoffId: record.handoffId, taken: false }, state, async () => true);
  }

  /** Tells a bot that asked by event that its handoff did not begin. */
  tellRefusal(target: TurnTarget, outcome: HandoffOutcome): Promise<void> {
    return this.runTurn(
      target,
      { handoffId: outcome.handoffId, outcome, taken: false },
      stateOf(outcome),
      async () => true,
    );
  }

  private async runTurn(
    target: TurnTarget,
    turn: HandoffTurn,
    state: string,
    wanted: (context: TurnContextLike) => Promise<boolean>,
  ): Promise<void> {
    const leave = await this.gate.enter(target.botConversationId, 'alone');
    try {
      await this.turns.run(
        target.reference,
        async (context) => {
          const { activity } = context;
          const { outcome } = turn;
          activity.type = 'event';
          activity.name = HANDOFF_STATUS_EVENT;
          activity.value = { state, handoffId: turn.handoffId, message: outcome?.kind ?? state, outcome };
          context.turnState.set(HANDOFF_TURN, turn);
          await this.conversationState.load(context);
          if (!(await wanted(context))) return;
          await this.resumeBot(context);
          // A bot that forgets to save in this turn would find its dialog waiting again, and run the next step twice.
          await this.conversationState.saveChanges(context);
        },
        { kind: 'follow' },
      );
    } finally {
      leave();
    }
  }
}

/** Bot Framework knows `accepted`, `completed` and `failed`. */
function stateOf(outcome: HandoffOutcome): 'completed' | 'failed' {
  switch (outcome.kind) {
    case 'closed':
    case 'cancelled':
    case 'idle':
    case 'userLeft':
      return 'completed';
    default:
      return 'failed';
  }
}
