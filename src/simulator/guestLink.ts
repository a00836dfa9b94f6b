import type { ConversationEnder } from './conversation';
import type { SimulatedMessage } from './simulatedMessage';
import type { JsonObject } from './wireJson';

/** The guest's end of a conversation: how the contact centre reaches the user, whatever protocol lies between. */
export interface GuestLink {
  /** Sends a message to the guest. `body` holds `type`, `text`, `content`; the link adds id, time and names. */
  deliver(from: 'agent' | 'flow', body: JsonObject, agentName?: string): SimulatedMessage;
  /** Shows the guest that the agent types, where the configuration allows it. */
  deliverTyping(agentName: string): void;
  /** Tells the guest that the conversation has ended, as the configuration wants it (which may be: not at all). */
  conversationEnded(by: ConversationEnder): void;
  /** Ends the guest's session as if its life were over. */
  expire(): void;
}
