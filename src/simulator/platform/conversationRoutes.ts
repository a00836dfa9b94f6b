import type { Conversation, ConversationEnder } from '../conversation';
import type { HttpAnswer, HttpRequest } from '../http/routes';
import { toParticipantJson } from '../participants';
import { type JsonObject, parseJsonObject, stringAt } from '../wireJson';
import { platformError } from './platformErrors';
import type { PlatformService } from './platformService';

/** `GET …/{messageId}/details`: which conversation a message belongs to. Both of a message's ids will do. */
export function messageDetails(service: PlatformService, request: HttpRequest): HttpAnswer {
  const messageId = request.params.id ?? '';
  const entry = service.sessions.findMessage(messageId);
  const conversation = service.center.conversations.find((one) => one.messages.some((line) => line.id === messageId));
  const conversationId = entry?.conversationId ?? conversation?.id;
  if (conversationId === undefined) return platformError(service.world, 404);
  return { status: 200, body: { id: messageId, conversationId, messengerType: 'webmessaging' } };
}

/** `GET …/{conversationId}`: the participants. */
export function showConversation(service: PlatformService, request: HttpRequest): HttpAnswer {
  const conversation = find(service, request);
  return conversation === undefined
    ? platformError(service.world, 404)
    : { status: 200, body: conversationJson(conversation) };
}

/** `PATCH …/{conversationId}` with `{"state":"disconnected"}` ends it for all participants. */
export function patchConversation(service: PlatformService, request: HttpRequest): HttpAnswer {
  const conversation = find(service, request);
  return end(service, request, conversation, 'system', 'client');
}

/** The same for one participant: customer or agent leave, and with them the conversation ends. */
export function patchParticipant(service: PlatformService, request: HttpRequest): HttpAnswer {
  const conversation = find(service, request);
  const participant = conversation?.participants.find((one) => one.id === request.params.participantId);
  if (participant === undefined) return platformError(service.world, 404);
  if (participant.state === 'disconnected') return platformError(service.world, 409);
  const by: ConversationEnder =
    participant.purpose === 'customer' ? 'user' : participant.purpose === 'agent' ? 'agent' : 'system';
  return end(service, request, conversation, by, participant.purpose === 'customer' ? 'endpoint' : 'client');
}

function end(
  service: PlatformService,
  request: HttpRequest,
  conversation: Conversation | undefined,
  by: ConversationEnder,
  disconnectType: string,
): HttpAnswer {
  if (conversation === undefined) return platformError(service.world, 404);
  const body = parseJsonObject(request.body.toString('utf8'));
  if (stringAt(body, 'state')?.toLowerCase() !== 'disconnected') return platformError(service.world, 400);
  if (conversation.state === 'disconnected') return platformError(service.world, 409);
  service.center.end(conversation, by, disconnectType);
  return { status: 200, body: conversationJson(conversation) };
}

function conversationJson(conversation: Conversation): JsonObject {
  const messages = conversation.messages.map((message) => ({
    messageId: message.id,
    messageTime: message.time,
    messageStatus: message.direction === 'Inbound' ? 'received' : 'delivery-success',
  }));
  return {
    id: conversation.id,
    participants: conversation.participants.map((one) => toParticipantJson(one, conversation.attributes, messages)),
    selfUri: `/api/v2/conversations/messages/${conversation.id}`,
  };
}

function find(service: PlatformService, request: HttpRequest): Conversation | undefined {
  return service.center.conversations.find((one) => one.id === request.params.id);
}
