import type { ContactCenter } from '../contactCenter';
import type { Conversation } from '../conversation';
import type { SimulatedMessage } from '../simulatedMessage';
import { asObject, type JsonObject, stringAt } from '../wireJson';

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
    return {
      kind: 'file',
      label: stringAt(attachment, 'filename') ?? 'file',
      href: `/desk/files/${encodeURIComponent(id)}`,
    };
  }
  const quickReply = asObject(item.quickReply);
  if (quickReply !== undefined) return { kind: 'choice', label: stringAt(quickReply, 'text') ?? '' };
  // A picked choice repeats the message's text.
  if (type === 'ButtonResponse') return undefined;
  return { kind: 'other', label: type };
}
