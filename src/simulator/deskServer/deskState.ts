import type { ContactCenter } from '../contactCenter';
import type { Conversation } from '../conversation';
import type { SimulatedMessage } from '../simulatedMessage';
import { asArray, asObject, type JsonObject, stringAt } from '../wireJson';
import { CANNED_MESSAGES } from './cannedMessages';

/** Ended conversations beyond these are left out of the desk's state; the programmatic API still has them. */
const ENDED_SHOWN = 20;

/** Everything the desk's page shows, complete, so that a reload or a reconnect needs nothing else. */
export function deskState(center: ContactCenter): JsonObject {
  const live = center.conversations.filter((one) => one.state !== 'disconnected');
  const ended = center.conversations.filter((one) => one.state === 'disconnected').slice(-ENDED_SHOWN);
  return {
    nowMs: center.world.clock.now(),
    queues: center.queues.map(({ id, name }) => ({ id, name })),
    agents: center.agents.map(({ name, onQueue, queueNames }) => ({ name, onQueue, queueNames })),
    canned: CANNED_MESSAGES.map(({ name, label }) => ({ name, label })),
    conversations: [...live, ...ended].map(conversationState),
  };
}

function conversationState(conversation: Conversation): JsonObject {
  const { attributes } = conversation;
  const firstText = conversation.messages.find((message) => message.from === 'user')?.text;
  const name = [attributes.firstName, attributes.lastName]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  return {
    id: conversation.id,
    state: conversation.state,
    queue: conversation.queue.name,
    userName: name === '' ? 'Guest' : name,
    topic: attributes.topic ?? firstText ?? '',
    attributes,
    skills: conversation.skills,
    language: conversation.language ?? '',
    priority: conversation.priority,
    agentName: conversation.agentName ?? '',
    ringingFor: [...conversation.alerting],
    declinedBy: [...conversation.declined],
    waitingSinceMs: conversation.waitingSinceMs,
    endedAtMs: conversation.disconnectedAtMs,
    disconnectedBy: conversation.disconnectedBy ?? '',
    userTyping: conversation.userTyping,
    messages: conversation.messages.map(messageState),
  };
}

function messageState(message: SimulatedMessage): JsonObject {
  const { id, from, text, time, agentName } = message;
  const content = (message.content ?? []).map(contentState).filter((item) => item !== undefined);
  return { id, from, text: text ?? '', time, agentName: agentName ?? '', content };
}

/** What the page shows of a content item: a file, or a choice. Everything else is named by its type. */
function contentState(item: JsonObject): JsonObject | undefined {
  const type = stringAt(item, 'contentType') ?? 'unknown content';
  const attachment = asObject(item.attachment);
  if (attachment !== undefined) {
    const id = stringAt(attachment, 'id') ?? '';
    const href = `/desk/files/${encodeURIComponent(id)}`;
    const isPicture = stringAt(attachment, 'mediaType') === 'Image' && attachment.fileSize !== undefined;
    return { kind: isPicture ? 'picture' : 'file', label: stringAt(attachment, 'filename') ?? 'file', href };
  }
  const quickReply = asObject(item.quickReply);
  if (quickReply !== undefined) return { kind: 'choice', label: stringAt(quickReply, 'text') ?? '' };
  const title = titleOf(item);
  if (title !== undefined) return { kind: 'other', label: `${type}: ${title}` };
  if (type === 'ButtonResponse') {
    const answer = asObject(item.buttonResponse);
    return { kind: 'choice', label: `Chose: ${stringAt(answer, 'text') ?? ''}` };
  }
  return { kind: 'other', label: type };
}

/** The words at the top of a card, a carousel or a picker. */
function titleOf(item: JsonObject): string | undefined {
  const cards = asArray(asObject(item.carousel)?.cards).map((card) => stringAt(asObject(card), 'title'));
  return (
    stringAt(asObject(item.card), 'title') ??
    (cards.length > 0 ? cards.join(', ') : undefined) ??
    stringAt(asObject(asObject(item.listPicker)?.receivedMessage), 'title') ??
    stringAt(asObject(item.datePicker), 'title') ??
    stringAt(asObject(asObject(item.form)?.introduction), 'title')
  );
}
