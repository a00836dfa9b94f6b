import { asObject, type JsonObject, stringAt } from '../wireJson';
import { GuestRefusal, REFUSAL } from './guestRefusal';
import type { GuestRequest } from './guestService';
import type { GuestSession } from './guestSession';

const BUTTON_TYPES = ['Button', 'DatePicker', 'Form', 'ListPicker', 'QuickReply'];

/**
 * Checks the content of a guest's message and turns uploads into attachments with an address. All forms in which known
 * clients answer structured content are taken. Source: web messaging reference 2.4, 2.5.
 */
export function resolveContent(
  request: GuestRequest,
  session: GuestSession,
  content: readonly unknown[],
): JsonObject[] {
  return content.map((item) => {
    const object = asObject(item);
    const contentType = stringAt(object, 'contentType');
    if (object === undefined || contentType === undefined) {
      throw new GuestRefusal(REFUSAL.missingParameter, 'Missing parameter: message.content.contentType');
    }
    if (contentType === 'Attachment') return attachment(request, session, object);
    if (contentType === 'ButtonResponse') checkButtonResponse(asObject(object.buttonResponse));
    return object;
  });
}

function attachment(request: GuestRequest, session: GuestSession, item: JsonObject): JsonObject {
  const { files } = request.service;
  const file = files.find(stringAt(asObject(item.attachment), 'id') ?? '');
  if (file === undefined || file.sessionId !== session.id) {
    throw new GuestRefusal(REFUSAL.attachmentNotFound, 'Attachment not found');
  }
  if (file.state !== 'ready' && file.state !== 'sent') {
    throw new GuestRefusal(REFUSAL.attachmentNotUploaded, 'Attachment was not successfully uploaded');
  }
  file.state = 'sent';
  return { contentType: 'Attachment', attachment: files.attachmentBody(file) };
}

function checkButtonResponse(buttonResponse: JsonObject | undefined): void {
  for (const key of ['text', 'payload', 'type']) {
    if (stringAt(buttonResponse, key) === undefined) {
      throw new GuestRefusal(REFUSAL.missingParameter, `Missing parameter: buttonResponse.${key}`);
    }
  }
  if (!BUTTON_TYPES.includes(stringAt(buttonResponse, 'type') ?? '')) {
    throw new GuestRefusal(REFUSAL.badRequest, `buttonResponse.type must be one of ${BUTTON_TYPES.join(', ')}`);
  }
}
