import type { GuestMessage } from '../../genesys/guestMessage';
import { assertNever } from '../../genesys/json';
import type { TransportEvent } from '../transport';

/** The events that a message can mean. */
export type SaidEvent = Extract<TransportEvent, { kind: 'message' | 'typing' | 'disconnected' }>;

/** What an outbound message means to the conversation; events of no use to a bot mean nothing. */
export function toTransportEvents(message: GuestMessage, timeMs: number, markdown = false): SaidEvent[] {
  const events: SaidEvent[] = [];
  if (message.text !== '') {
    events.push({
      kind: 'message',
      id: message.key,
      timeMs,
      // Genesys names the bot; a message without a word about its origin is taken for a human's.
      from: message.originatingEntity === 'bot' ? 'flow' : 'agent',
      name: message.name,
      ...(message.picture && { picture: message.picture }),
      text: message.text,
      ...(message.content && { content: message.content }),
      ...(markdown && { markdown }),
    });
  }
  for (const event of message.events) {
    switch (event.kind) {
      case 'typing':
        if (event.on) events.push({ kind: 'typing', from: origin(message) });
        break;
      case 'disconnect':
        events.push({ kind: 'disconnected', id: message.key, timeMs, readOnly: event.readOnly });
        break;
      case 'clear':
      case 'other':
        break;
      default:
        assertNever(event);
    }
  }
  return events;
}

function origin(message: GuestMessage): 'agent' | 'flow' | 'unknown' {
  if (message.originatingEntity === 'human') return 'agent';
  return message.originatingEntity === 'bot' ? 'flow' : 'unknown';
}
