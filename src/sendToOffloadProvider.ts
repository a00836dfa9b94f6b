import type { TurnContext } from 'botbuilder';
import {
  Dialog,
  type DialogContext,
  type DialogInstance,
  DialogReason,
  type DialogTurnResult,
} from 'botbuilder-dialogs';
import { HANDOFF_ID_KEY } from './bot/dialogStack';
import { HANDOFF_TURN, type HandoffTurn } from './bot/handoffTurn';
import type { HandoffOutcome } from './conversation/outcome';
import { isLive } from './conversation/record';
import { errorCode, HandoffError } from './errors';
import type { GenesysCloudHandoff } from './genesysCloudHandoff';
import type { HandoffRequest } from './handoffOptions';

/** Options of the dialog, fixed at construction or given to `beginDialog`; the latter win, one by one. */
export type SendToOffloadOptions = HandoffRequest;

/**
 * The dialog that hands the conversation over: it reads the documented variables from conversation state, opens the
 * Genesys conversation and waits. Its result, when the human (or anything else) has ended it, is a `HandoffOutcome`.
 * Cancelling the dialog ends the handoff in Genesys too.
 *
 * @example
 * new WaterfallDialog('support', [
 *   (step) => step.beginDialog('offload', { queue: 'Billing', skills: ['invoices'], topic: step.context.activity.text }),
 *   (step) => { const outcome: HandoffOutcome = step.result; return step.endDialog(); },
 * ]);
 */
export class SendToOffloadProvider extends Dialog<SendToOffloadOptions> {
  constructor(
    dialogId: string,
    private readonly handoff: GenesysCloudHandoff,
    private readonly defaults: SendToOffloadOptions = {},
  ) {
    super(dialogId);
    if (!handoff) {
      throw new HandoffError(
        'settingsMissing',
        `SendToOffloadProvider "${dialogId}": the second argument must be the GenesysCloudHandoff whose middleware the adapter uses.`,
      );
    }
  }

  override async beginDialog(dc: DialogContext, options: SendToOffloadOptions = {}): Promise<DialogTurnResult> {
    const result = await this.handoff.desk.request(
      dc.context,
      { ...this.defaults, ...withoutUndefined(options) },
      'dialog',
    );
    if (result.kind === 'refused') {
      const text = this.refusalText(result.outcome, dc.context.activity.locale);
      if (text !== undefined) await dc.context.sendActivity(text);
      return dc.endDialog(result.outcome);
    }
    stateOf(dc.activeDialog)[HANDOFF_ID_KEY] = result.handoffId;
    return Dialog.EndOfTurn;
  }

  /** Takes the outcome, where there is one: in the turn that the handoff began for it, or in any later one. */
  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const handoffId = String(stateOf(dc.activeDialog)[HANDOFF_ID_KEY]);
    const turn = dc.context.turnState.get(HANDOFF_TURN) as HandoffTurn | undefined;
    if (turn?.handoffId === handoffId) {
      if (turn.outcome === undefined || turn.taken) return Dialog.EndOfTurn;
      turn.taken = true;
      return dc.endDialog(turn.outcome);
    }
    const outcome = await this.outcomeOf(dc, handoffId);
    return outcome === undefined ? Dialog.EndOfTurn : dc.endDialog(outcome);
  }

  /** Something was put on top of this dialog and is done: go on waiting. */
  override async resumeDialog(): Promise<DialogTurnResult> {
    return Dialog.EndOfTurn;
  }

  override async endDialog(context: TurnContext, instance: DialogInstance, reason: DialogReason): Promise<void> {
    if (reason === DialogReason.endCalled) return;
    const record = await this.handoff.record(context);
    if (record === undefined || !isLive(record) || record.handoffId !== stateOf(instance)[HANDOFF_ID_KEY]) return;
    await this.handoff.desk.end(record.botConversationId, 'dialogCancelled');
  }

  private refusalText({ kind }: HandoffOutcome, locale: string | undefined): string | undefined {
    switch (kind) {
      case 'failed':
      case 'disabled':
      case 'outsideHours':
      case 'noAgents':
        return this.handoff.texts.render(kind, locale);
      default:
        return undefined;
    }
  }

  private async outcomeOf(dc: DialogContext, handoffId: string): Promise<HandoffOutcome | undefined> {
    let error = { code: 'recordLost', message: `The record of handoff ${handoffId} is gone from the storage.` };
    try {
      const record = await this.handoff.record(dc.context);
      if (record?.handoffId === handoffId) return 'outcome' in record.state ? record.state.outcome : undefined;
    } catch (cause) {
      // Unreadable for good: the bot must not wait for ever. Anything else may pass, so this turn fails and the next asks again.
      if (!(cause instanceof HandoffError) || cause.code !== 'recordCorrupt') throw cause;
      error = { code: errorCode(cause), message: cause.message };
    }
    return {
      kind: 'failed',
      error,
      handoffId,
      humanReached: false,
      endedBy: 'system',
      askedAtMs: 0,
      endedAtMs: 0,
      undelivered: [],
    };
  }
}

function stateOf(instance: DialogInstance | undefined): Record<string, unknown> {
  if (instance === undefined) throw new TypeError('SendToOffloadProvider runs outside a dialog stack');
  instance.state ??= {};
  return instance.state;
}

function withoutUndefined(options: SendToOffloadOptions | undefined): SendToOffloadOptions {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined));
}
