import { HandoffError } from '../errors';
import { asFilled, asObject, asObjects, type JsonObject } from '../genesys/json';
import type { PlatformClient } from './platformClient';

/** Participants in these states still hold a conversation open. Source: open messaging reference, section 8.2. */
const HOLDING = new Set(['alerting', 'contacting', 'dialing', 'offering', 'connected', 'parked']);

/** Whose presence means that somebody, or a queue or flow, is still at it. `workflow` and `bot` are unverified. */
const SERVING = new Set(['agent', 'user', 'acd', 'workflow', 'bot', 'ivr']);

/** How a conversation stands, by the platform's own word. */
export interface ConversationStanding {
  over: boolean;
  /** When it ended, by Genesys' clock, where it says so. */
  endedAtMs?: number;
}

/** Message conversations, as the platform API sees them. */
export class Conversations {
  constructor(private readonly client: PlatformClient) {}

  /**
   * The conversation that a message belongs to; the guest never hears it. Permission `conversation:message:view` or
   * `conversation:webmessaging:view`. Source: genesys-web-messaging-tester, which asks the same way.
   *
   * @param serverMessageId the server's `id` of any message of it
   */
  async conversationOf(serverMessageId: string): Promise<string | undefined> {
    const path = `/conversations/messages/${encodeURIComponent(serverMessageId)}/details`;
    try {
      const body = await this.client.call({ method: 'GET', path, permission: 'conversation:message:view' });
      return asFilled(asObject(body)?.conversationId);
    } catch (error) {
      if (error instanceof HandoffError && error.code === 'notFound') return undefined;
      throw error;
    }
  }

  /**
   * Whether it is over: nobody serves it any more. That the customer alone is disconnected is not asked, since whether
   * that shows at once or only after the threading timeline is unverified; a transfer, a decline or a parked conversation
   * is held by somebody and so is not an end.
   */
  async standing(genesysConversationId: string): Promise<ConversationStanding> {
    const path = `/conversations/messages/${encodeURIComponent(genesysConversationId)}`;
    const body = asObject(await this.client.call({ method: 'GET', path }));
    const participants = asObjects(body?.participants);
    if (participants.length === 0) return { over: false };
    if (participants.some((one) => SERVING.has(asFilled(one.purpose) ?? '') && HOLDING.has(stateOf(one)))) {
      return { over: false };
    }
    // Between a flow and a queue nobody serves it for a moment: then the customer is still the last who joined.
    const served = participants.some((one) => SERVING.has(asFilled(one.purpose) ?? ''));
    const customer = participants.find((one) => ['customer', 'external'].includes(asFilled(one.purpose) ?? ''));
    if (!served && customer !== undefined && HOLDING.has(stateOf(customer))) return { over: false };
    const ends = participants.map((one) => Date.parse(asFilled(one.endTime) ?? '')).filter(Number.isFinite);
    return { over: true, ...(ends.length > 0 ? { endedAtMs: Math.max(...ends) } : {}) };
  }

  /** Disconnects everybody. Permission `conversation:communication:disconnect`. One that is over already is fine. */
  async disconnect(genesysConversationId: string): Promise<void> {
    const path = `/conversations/messages/${encodeURIComponent(genesysConversationId)}`;
    try {
      await this.client.call({
        method: 'PATCH',
        path,
        body: { state: 'disconnected' },
        permission: 'conversation:communication:disconnect',
      });
    } catch (error) {
      if ((await this.standing(genesysConversationId)).over) return;
      throw error;
    }
  }
}

/** A participant's state; of a message conversation it may stand on the participant or on its messages' session. */
function stateOf(participant: JsonObject): string {
  return asFilled(participant.state) ?? '';
}
