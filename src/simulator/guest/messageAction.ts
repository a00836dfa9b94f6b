import { GUEST_LIMITS } from '../guestLimits';
import { asArray, asObject, type JsonObject, stringAt } from '../wireJson';
import { guestEvent } from './guestEvents';
import { GuestRefusal, RateRefusal, REFUSAL } from './guestRefusal';
import { type GuestRequest, sessionOf } from './guestService';
import type { GuestSession } from './guestSession';
import { newInbound, receive, refuseReadOnly } from './inbound';
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
  const line = newInbound(request, session, type, {
    ...(text === '' ? {} : { text }),
    ...(content.length === 0 ? {} : { content }),
  });
  receive(request, session, message, attributes, line);
}

function checkRate(request: GuestRequest, session: GuestSession): void {
  const { service } = request;
  const forced = service.levers.messageRate.take();
  if (forced !== undefined) throw new RateRefusal(forced.retryAfterSeconds ?? 1);
  if (!service.options.limits.enforce) return;
  const retryAfterSeconds = session.messages.take(service.world.clock.now());
  if (retryAfterSeconds > 0) throw new RateRefusal(retryAfterSeconds);
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
