import { GUEST_LIMITS } from '../guestLimits';
import type { SimulatedMessage } from '../simulatedMessage';
import { asArray, asObject, type JsonObject, stringAt } from '../wireJson';
import { isoTime, newHexId } from '../world';
import { guestEvent } from './guestEvents';
import { GuestRefusal, RateRefusal, REFUSAL } from './guestRefusal';
import { type GuestRequest, sessionOf } from './guestService';
import type { GuestSession } from './guestSession';
import { resolveContent } from './messageContent';

/** `onMessage`: checks the request, acknowledges it by its echo and lets it reach the contact centre. */
export function onMessage(request: GuestRequest): void {
  const session = sessionOf(request);
  checkRate(request, session);
  const message = asObject(request.frame.message);
  if (message === undefined) throw new GuestRefusal(REFUSAL.missingParameter, 'Missing parameter: message');
  const attributes = customAttributes(request, message);
  const type = stringAt(message, 'type') ?? 'Text';
  if (type === 'Event') {
    guestEvent(request, session, message, attributes);
    return;
  }
  if (type !== 'Text' && type !== 'Structured') {
    throw new GuestRefusal(REFUSAL.badRequest, 'message.type must be Text, Structured or Event');
  }
  refuseReadOnly(session);
  const text = textOf(request, message);
  const content = resolveContent(request, session, asArray(message.content));
  if (text === '' && content.length === 0) {
    throw new GuestRefusal(REFUSAL.missingParameter, 'Missing parameter: message.text');
  }
  const line = newInbound(request, type, {
    ...(text === '' ? {} : { text }),
    ...(content.length === 0 ? {} : { content }),
  });
  receive(request, session, message, attributes, line);
}

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
  type: SimulatedMessage['type'],
  rest: Pick<SimulatedMessage, 'text' | 'content' | 'events'>,
): SimulatedMessage {
  const { world } = request.service;
  return { id: newHexId(world), direction: 'Inbound', from: 'user', type, time: isoTime(world.clock.now()), ...rest };
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

function checkRate(request: GuestRequest, session: GuestSession): void {
  const { service } = request;
  const forced = service.levers.messageRate.take();
  if (forced !== undefined) throw new RateRefusal(forced.retryAfterSeconds ?? 1);
  if (!service.options.limits.enforce) return;
  const retryAfterSeconds = session.messages.take(service.world.clock.now());
  if (retryAfterSeconds > 0) throw new RateRefusal(retryAfterSeconds);
}

/** The live conversation, or an ended one that is still inside the threading timeline. Source: reference 4.1. */
function reusableConversation(request: GuestRequest, session: GuestSession) {
  const { conversation } = session;
  if (conversation === undefined || conversation.state !== 'disconnected') return conversation;
  const { service } = request;
  const endedForMs = service.world.clock.now() - conversation.disconnectedAtMs;
  return endedForMs < service.options.threadingTimelineHours * 3_600_000 ? conversation : undefined;
}

function textOf(request: GuestRequest, message: JsonObject): string {
  const { text } = message;
  if (text !== undefined && typeof text !== 'string') {
    throw new GuestRefusal(REFUSAL.badRequest, 'message.text must be a string');
  }
  const bytes = Buffer.byteLength(text ?? '', 'utf8');
  if (request.service.options.limits.enforce && bytes > GUEST_LIMITS.inboundTextBytes) {
    throw new GuestRefusal(
      REFUSAL.messageTooLong,
      `Message length ${bytes} is larger than ${GUEST_LIMITS.inboundTextBytes}`,
    );
  }
  return text ?? '';
}

/** Attributes count inside the message. At the frame's top level they are ignored since 5 June 2026 (reference 2.3). */
function customAttributes(request: GuestRequest, message: JsonObject): Record<string, string> {
  const { service, frame } = request;
  const legacy = service.options.legacyTopLevelChannel ? attributesIn(frame) : undefined;
  const attributes: Record<string, string> = {};
  let bytes = 0;
  for (const [key, value] of Object.entries({ ...legacy, ...attributesIn(message) })) {
    if (typeof value !== 'string') throw new GuestRefusal(REFUSAL.badRequest, 'Custom attributes must be strings');
    bytes += Buffer.byteLength(key, 'utf8') + Buffer.byteLength(value, 'utf8');
    attributes[key] = value;
  }
  if (service.options.limits.enforce && bytes > GUEST_LIMITS.customAttributesBytes) {
    throw new GuestRefusal(
      REFUSAL.attributesTooLarge,
      `Custom attributes of ${bytes} bytes are larger than ${GUEST_LIMITS.customAttributesBytes}`,
    );
  }
  return attributes;
}

function attributesIn(holder: JsonObject): JsonObject | undefined {
  return asObject(asObject(asObject(holder.channel)?.metadata)?.customAttributes);
}
