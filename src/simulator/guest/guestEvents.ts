import { asArray, asObject, type JsonObject, stringAt } from '../wireJson';
import { push } from './frames';
import { GuestRefusal, REFUSAL } from './guestRefusal';
import type { GuestRequest } from './guestService';
import type { GuestSession } from './guestSession';
import { guestMetadata, newInbound, receive, refuseReadOnly } from './inbound';

/** An `onMessage` of type Event: Typing, or the presences Join and Clear. Source: web messaging reference 2.6. */
export function guestEvent(
  request: GuestRequest,
  session: GuestSession,
  message: JsonObject,
  attributes: Record<string, string>,
): void {
  const event = asObject(asArray(message.events)[0]);
  if (event === undefined) throw new GuestRefusal(REFUSAL.missingParameter, 'Missing parameter: message.events');
  if (event.eventType === 'Typing') {
    typing(request, session, message, event);
    return;
  }
  const presence = stringAt(asObject(event.presence), 'type');
  if (event.eventType === 'Presence' && presence === 'Join') {
    join(request, session, message, attributes, event);
    return;
  }
  if (event.eventType === 'Presence' && presence === 'Clear') {
    clear(request, session, message, event);
    return;
  }
  throw new GuestRefusal(
    REFUSAL.badRequest,
    'message.events must hold a Typing event or a Presence event Join or Clear',
  );
}

function typing(request: GuestRequest, session: GuestSession, message: JsonObject, event: JsonObject): void {
  refuseReadOnly(session);
  if (!session.deployment.configuration.showUserTypingIndicator) {
    throw new GuestRefusal(REFUSAL.forbidden, 'Typing events are not enabled for this deployment');
  }
  const line = newInbound(request, session, 'Event', { events: [event] });
  const { conversation } = session;
  if (conversation !== undefined && conversation.state !== 'disconnected') {
    conversation.addEvent(line);
    conversation.showUserTyping();
  }
  session.echo(line, guestMetadata(request, message), request.tracingId);
}

function join(
  request: GuestRequest,
  session: GuestSession,
  message: JsonObject,
  attributes: Record<string, string>,
  event: JsonObject,
): void {
  refuseReadOnly(session);
  if (!session.deployment.configuration.autoStart.enabled) {
    throw new GuestRefusal(REFUSAL.forbidden, 'Presence events Join are not supported: autoStart is off');
  }
  session.autoStarted = true;
  receive(request, session, message, attributes, newInbound(request, session, 'Event', { events: [event] }));
}

/** The guest ends the conversation. The order of the frames is that of reference 4.7. */
function clear(request: GuestRequest, session: GuestSession, message: JsonObject, event: JsonObject): void {
  if (!session.deployment.configuration.conversationClear.enabled) {
    throw new GuestRefusal(REFUSAL.forbidden, 'Presence events Conversation Clear are not supported');
  }
  const line = newInbound(request, session, 'Event', { events: [event] });
  session.conversation?.addEvent(line);
  session.echo(line, guestMetadata(request, message), request.tracingId);
  session.broadcast(push('SessionClearedEvent', {}));
  for (const socket of [...session.sockets]) socket.closeWithEvent();
  session.end('user', 'endpoint');
}
