/** What we tell the agent in words, where the protocol has no event for it. */
export const agentNotes = {
  /** The user is gone and this deployment does not let a guest end the conversation. */
  userLeft: '[The user has left this conversation.]',
  /** A message of the agent could not be delivered. */
  undeliverable: '[Your last message could not be delivered to the user.]',
} as const;
