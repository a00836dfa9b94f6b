/**
 * The bot's way to the user: the routes of Bot Framework's connector that a bot in a one-to-one chat calls.
 *
 * Source: learn.microsoft.com, Bot Framework, "API reference for the Bot Connector service" (2026-11). Left out: creating
 * conversations, attachments and histories.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Activity } from 'botbuilder';
import { BOT_ACCOUNT, type ChannelConversation } from './channelConversation';
import { HttpError, readJsonObject, sendJson } from './http';

/** @param path what follows `/v3/`. */
export async function serveConnector(
  request: IncomingMessage,
  response: ServerResponse,
  path: string[],
  find: (conversationId: string) => ChannelConversation | undefined,
): Promise<void> {
  const [root, conversationId = '', what, id] = path;
  const conversation = root === 'conversations' ? find(conversationId) : undefined;
  if (!conversation) {
    return sendJson(response, 404, {
      error: { code: 'ConversationNotFound', message: 'There is no such conversation.' },
    });
  }
  switch (`${request.method} ${what}`) {
    case 'POST activities': {
      const activity = await readJsonObject(request);
      return sendJson(response, 201, { id: show(conversation, activity, randomUUID()) });
    }
    case 'PUT activities':
      return sendJson(response, 200, {
        id: show(conversation, await readJsonObject(request), known(conversation, id)),
      });
    case 'DELETE activities':
      // Web Chat knows no deletion: the message's place stays, as in many channels.
      show(conversation, { type: 'message', text: '(deleted)' }, known(conversation, id));
      return sendJson(response, 200, {});
    case 'GET members':
    case 'GET pagedmembers':
      return sendMembers(response, conversation, what === 'pagedmembers', id);
    default:
      throw new HttpError(405, 'This channel does not offer that.');
  }
}

function show(conversation: ChannelConversation, activity: Partial<Activity>, id: string): string {
  const complete = { ...activity, id, timestamp: new Date(), from: { ...BOT_ACCOUNT, ...activity.from } };
  conversation.publish({ ...conversation.place(complete), id });
  return id;
}

function known(conversation: ChannelConversation, activityId: string | undefined): string {
  if (!activityId || !conversation.has(activityId)) throw new HttpError(404, 'There is no such activity.');
  return activityId;
}

function sendMembers(response: ServerResponse, conversation: ChannelConversation, paged: boolean, id?: string): void {
  const members = [BOT_ACCOUNT, { id: conversation.userId, name: 'You', role: 'user' }];
  if (id !== undefined) {
    const member = members.find((candidate) => candidate.id === id);
    if (!member) throw new HttpError(404, 'There is no such member.');
    sendJson(response, 200, member);
  } else {
    sendJson(response, 200, paged ? { members } : members);
  }
}
