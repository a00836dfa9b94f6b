import type { HandoffRecord } from './record';

/**
 * What an ended handoff leaves to be done when the next one begins in the same conversation: a record of its own, which
 * is owned and tidied up like any other. Without it the old conversation would stay open at Genesys, ringing for nobody.
 */
export function leftoverOf(record: HandoffRecord): HandoffRecord {
  return { ...record, botConversationId: `${record.botConversationId}#${record.handoffId}` };
}
