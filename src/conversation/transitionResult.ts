import type { HandoffRecord } from './record';

/** What an envelope did. Everything but `applied` leaves the record as it was. */
export type TransitionResult =
  | 'applied'
  /** Known already. */
  | 'duplicate'
  /** It has no meaning in this state: late, stale, or settled by something else. */
  | 'ignored'
  /** The handoff is over; whoever sent it must take another way. */
  | 'closed'
  /** Too much waits already; try again later. */
  | 'full';

export interface Transition {
  record: HandoffRecord;
  result: TransitionResult;
}

export const applied = (record: HandoffRecord): Transition => ({ record, result: 'applied' });
export const unchanged = (record: HandoffRecord, result: Exclude<TransitionResult, 'applied'>): Transition => ({
  record,
  result,
});
