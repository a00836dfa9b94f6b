/** Key under which the dialog keeps its handoff's id on the dialog stack. */
export const HANDOFF_ID_KEY = 'genesysHandoffId';

/**
 * Whether a dialog that waits for this handoff is anywhere in the conversation state. The stack is found by its content,
 * since only the author knows the property it is kept under, and component dialogs nest theirs.
 */
export function stateMentions(bag: unknown, handoffId: string): boolean {
  const seen = new Set<unknown>();
  const waiting = [bag];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if ((value as Record<string, unknown>)[HANDOFF_ID_KEY] === handoffId) return true;
    for (const inner of Object.values(value)) waiting.push(inner);
  }
  return false;
}
