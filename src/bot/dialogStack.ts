/** Key under which the dialog keeps its handoff's id on the dialog stack. */
export const HANDOFF_ID_KEY = 'genesysHandoffId';

/** Deep enough for component dialogs in component dialogs, and an end for what loops. */
const MAX_DEPTH = 64;

/**
 * Whether a dialog that waits for this handoff is anywhere in the conversation state. The stack is found by its content,
 * since only the author knows the property it is kept under, and component dialogs nest theirs.
 */
export function stateMentions(bag: unknown, handoffId: string, depth = 0): boolean {
  if (typeof bag !== 'object' || bag === null || depth > MAX_DEPTH) return false;
  if ((bag as Record<string, unknown>)[HANDOFF_ID_KEY] === handoffId) return true;
  return Object.values(bag).some((value) => stateMentions(value, handoffId, depth + 1));
}
