/** What a guest says to Genesys. Every request has its own tracing id, which comes back on the answer. */
export type GuestRequest = { action: string; token: string; tracingId: string } & Record<string, unknown>;

interface Envelope {
  token: string;
  tracingId: string;
}

/** Must be the first frame on every socket, also after a reconnect. */
export function configureSession(envelope: Envelope, deploymentId: string): GuestRequest {
  return { action: 'configureSession', ...envelope, deploymentId, startNew: false };
}

/**
 * A message of the user. The attributes stand inside `message`: since 5 June 2026 the top-level `channel` is ignored.
 * Source: Genesys announcement "Deprecation Notice: Web Messaging Custom Attributes in channel.metadata" (2026).
 */
export function textMessage(
  envelope: Envelope,
  message: { id: string; text: string; attributes?: Record<string, string> },
): GuestRequest {
  const hasAttributes = message.attributes !== undefined && Object.keys(message.attributes).length > 0;
  return {
    action: 'onMessage',
    ...envelope,
    message: {
      type: 'Text',
      text: message.text,
      metadata: { id: message.id },
      ...(hasAttributes && { channel: { metadata: { customAttributes: message.attributes } } }),
    },
  };
}

export function typingOn(envelope: Envelope): GuestRequest {
  return event(envelope, { eventType: 'Typing', typing: { type: 'On' } });
}

/** The guest ends the conversation; needs Conversation Clear in the Messenger configuration. */
export function presenceClear(envelope: Envelope): GuestRequest {
  return event(envelope, { eventType: 'Presence', presence: { type: 'Clear' } });
}

/** Asks for the token of the history's REST call; it lives about a minute. */
export function getJwt(envelope: Envelope): GuestRequest {
  return { action: 'getJwt', ...envelope };
}

function event(envelope: Envelope, value: Record<string, unknown>): GuestRequest {
  return { action: 'onMessage', ...envelope, message: { type: 'Event', events: [value] } };
}
