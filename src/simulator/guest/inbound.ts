import type { SimulatedMessage } from '../simulatedMessage';
import { asObject, type JsonObject } from '../wireJson';
import { newHexId } from '../world';
import { GuestRefusal, REFUSAL } from './guestRefusal';
import type { GuestRequest } from './guestService';
import type { GuestSession } from './guestSession';

/** Puts an inbound line into the conversation, which begins or opens again where needed, and echoes it. */
export function receive(
  request: GuestRequest,
  session: GuestSession,
  message: JsonObject,
  attributes: Record<string, string>,
  line: SimulatedMessage,
): void {
  const { center } = request.service.sessions;
  const current = reusableConversation(request, session);
  const conversation = current ?? center.start(session, session.deployment.id, attributes);
  if (current !== undefined) Object.assign(current.attributes, attributes);
  const mustRoute = current === undefined || current.state === 'disconnected';
  session.conversation = conversation;
  session.touch();
  if (line.type === 'Event') conversation.addEvent(line);
  else conversation.addUserMessage(line);
  session.echo(line, guestMetadata(request, message), request.tracingId);
  if (mustRoute) center.route(conversation, session.deployment.id, line.text);
}

/** A line that the guest wrote, with id and time. */
export function newInbound(
  request: GuestRequest,
  session: GuestSession,
  type: SimulatedMessage['type'],
  rest: Pick<SimulatedMessage, 'text' | 'content' | 'events'>,
): SimulatedMessage {
  const { world } = request.service;
  return { id: newHexId(world), direction: 'Inbound', from: 'user', type, time: session.nextTime(), ...rest };
}

/** A session whose conversation ended in ReadOnly mode takes nothing more. The code is unverified. */
export function refuseReadOnly(session: GuestSession): void {
  if (session.readOnly)
    throw new GuestRefusal(REFUSAL.readOnly, 'The conversation has ended; the session is read-only');
}

/** The guest's own metadata, where it is given back. */
export function guestMetadata(request: GuestRequest, message: JsonObject): JsonObject {
  if (!request.service.options.echoGuestMetadata) return {};
  const entries = Object.entries(asObject(message.metadata) ?? {});
  return Object.fromEntries(entries.filter(([, value]) => typeof value === 'string'));
}

/** The live conversation, or an ended one that is still inside the threading timeline. Source: reference 4.1. */
function reusableConversation(request: GuestRequest, session: GuestSession) {
  const { conversation } = session;
  if (conversation === undefined || conversation.state !== 'disconnected') return conversation;
  const { service } = request;
  const endedForMs = service.world.clock.now() - conversation.disconnectedAtMs;
  return endedForMs < service.options.threadingTimelineHours * 3_600_000 ? conversation : undefined;
}
