import type { HandoffOutcome } from '../conversation/outcome';

/** Key in `turnState` of a turn that this package began for the bot. */
export const HANDOFF_TURN = Symbol.for('botbuilder-genesys-cloud/handoffTurn');

/** What such a turn is about. */
export interface HandoffTurn {
  handoffId: string;
  /** Present in the turn that ends the handoff. */
  outcome?: HandoffOutcome;
  /** Set by the dialog when it took the outcome. */
  taken: boolean;
}
