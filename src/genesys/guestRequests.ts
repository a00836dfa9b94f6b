import type { ChosenAnswer } from '../richContent';

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
  message: {
    id: string;
    text: string;
    attributes?: Record<string, string>;
    answer?: readonly ChosenAnswer[];
    attachmentId?: string;
  },
): GuestRequest {
  const hasAttributes = message.attributes !== undefined && Object.keys(message.attributes).length > 0;
  return {
    action: 'onMessage',
    ...envelope,
    message: {
      ...bodyOf(message),
      ...(hasAttributes && { channel: { metadata: { customAttributes: message.attributes } } }),
    },
  };
}

/**
 * Text, answer or file. Answers and files have Messenger's own form (web-messaging reference 2.4, 2.5): a date has no
 * text, pickers name the message that asked.
 */
function bodyOf(message: Parameters<typeof textMessage>[1]): Record<string, unknown> {
  const { id, text, answer, attachmentId } = message;
  if (attachmentId !== undefined) {
    const content = [{ contentType: 'Attachment', attachment: { id: attachmentId } }];
    return { type: 'Text', content, metadata: { id } };
  }
  const [first] = answer ?? [];
  if (answer === undefined || first === undefined) return { type: 'Text', text, metadata: { id } };
  const parentMessageId = first.originatingMessageId;
  return {
    type: 'Structured',
    ...(first.type !== 'DatePicker' && { text }),
    content: answer.map((chosen) => ({
      contentType: 'ButtonResponse',
      buttonResponse: {
        type: chosen.type,
        text: chosen.text,
        payload: chosen.payload,
        ...(chosen.type === 'ListPicker' && { originatingMessageId: chosen.originatingMessageId }),
      },
    })),
    metadata: { id, ...(parentMessageId && { parentMessageId }) },
  };
}

/** Announces a file; the answer says where to put its bytes. Source: web-messaging reference 2.8. */
export function onAttachment(
  envelope: Envelope,
  file: { attachmentId: string; fileName: string; fileType: string; fileSize: number },
): GuestRequest {
  return { action: 'onAttachment', ...envelope, ...file, errorsAsJson: true };
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
