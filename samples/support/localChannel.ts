/**
 * A small Bot Framework channel on this machine, in place of Azure Bot Service: what the page and the tests talk through.
 *
 * To the bot it is a real channel: it posts activities to `/api/messages` and offers the connector's REST routes under the
 * `serviceUrl` that it names in them. To the page it offers three routes of its own, under `/chat`.
 * It keeps conversations in memory and asks nobody who they are, so it listens on loopback only.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Activity } from 'botbuilder';
import { BOT_ACCOUNT, ChannelConversation } from './channelConversation';
import { ChannelFiles } from './channelFiles';
import { serveConnector } from './connectorRoutes';
import { streamEvents } from './eventStream';
import { close, HttpError, LOOPBACK, listen, readJsonObject, sendError, sendJson } from './http';

/**
 * How long a channel waits for a bot to take an activity.
 * Source: learn.microsoft.com, Bot Framework, "Troubleshoot HTTP 500 errors": a bot has 15 seconds (2026-11).
 */
const BOT_DEADLINE_MS = 15_000;

export interface LocalChannelOptions {
  /** 0 takes any free port. */
  port: number;
  /** Where the bot takes activities: `http://…/api/messages`. */
  botUrl: string;
  /** Serves what is not the channel's: the pages. Answers false for what it does not know. */
  pages?(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

/** The next answers of the connector, for tests of a bot that meets a busy or broken channel. */
export interface ConnectorRefusal {
  times: number;
  status: number;
  retryAfterSeconds?: number;
}

export class LocalChannel {
  /** Where the bot takes activities. May be changed, as a bot that is started again may listen elsewhere. */
  botUrl: string;
  /** What users uploaded; bots get its addresses. */
  readonly files = new ChannelFiles();
  private readonly conversations = new Map<string, ChannelConversation>();
  private readonly streams = new Set<ServerResponse>();
  private refusal: ConnectorRefusal = { times: 0, status: 0 };
  private port = 0;
  private readonly server = createServer((request, response) => {
    this.serve(request, response).catch((error) => sendError(response, error));
  });

  constructor(private readonly options: LocalChannelOptions) {
    this.botUrl = options.botUrl;
  }

  /** The channel's own address; bots get it as `serviceUrl`. */
  get url(): string {
    return `http://${LOOPBACK}:${this.port}`;
  }

  async start(): Promise<void> {
    this.port = await listen(this.server, this.options.port, LOOPBACK);
  }

  close(): Promise<void> {
    return close(this.server);
  }

  /** Lets the connector refuse the bot's next calls. */
  refuseNext(refusal: ConnectorRefusal): void {
    this.refusal = { ...refusal };
  }

  /** Cuts every page's line, as a proxy or a sleeping laptop does. */
  dropStreams(): void {
    for (const stream of this.streams) stream.destroy();
  }

  conversation(id: string): ChannelConversation | undefined {
    return this.conversations.get(id);
  }

  /**
   * Opens a conversation and tells the bot so, which is when a bot greets.
   *
   * @throws HttpError 502 when the bot does not answer.
   */
  async startConversation(): Promise<ChannelConversation> {
    const conversation = new ChannelConversation(randomUUID(), `user-${randomUUID().slice(0, 8)}`);
    this.conversations.set(conversation.id, conversation);
    try {
      await this.sendToBot(conversation, {
        type: 'conversationUpdate',
        membersAdded: [BOT_ACCOUNT, { id: conversation.userId, name: 'You' }],
      });
    } catch (error) {
      this.conversations.delete(conversation.id);
      throw error;
    }
    return conversation;
  }

  /**
   * Says or does something in the user's name.
   *
   * @returns the activity's id, once the bot took it.
   * @throws HttpError 502 when the bot does not answer.
   */
  async postFromUser(conversation: ChannelConversation, activity: Partial<Activity>): Promise<string> {
    if (activity.type !== 'message') return this.sendToBot(conversation, activity);
    const said = conversation.place(this.fromUser(conversation, activity));
    const held = conversation.holdUntilTaken(said);
    try {
      await this.post(said);
    } catch (error) {
      held.refused();
      throw error;
    }
    held.taken();
    return said.id;
  }

  private async sendToBot(conversation: ChannelConversation, activity: Partial<Activity>): Promise<string> {
    const complete = this.fromUser(conversation, activity);
    await this.post(complete);
    return complete.id;
  }

  private fromUser(conversation: ChannelConversation, activity: Partial<Activity>): Partial<Activity> & { id: string } {
    return {
      ...activity,
      id: randomUUID(),
      timestamp: new Date(),
      channelId: 'webchat',
      serviceUrl: this.url,
      conversation: { id: conversation.id, isGroup: false, conversationType: 'personal', name: 'Local chat' },
      from: { id: conversation.userId, name: 'You', role: 'user' },
      recipient: BOT_ACCOUNT,
    };
  }

  private async post(activity: Partial<Activity>): Promise<void> {
    let response: Response;
    try {
      response = await fetch(this.botUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(activity),
        signal: AbortSignal.timeout(BOT_DEADLINE_MS),
      });
      await response.arrayBuffer();
    } catch {
      throw new HttpError(502, 'The bot does not answer.');
    }
    if (!response.ok) throw new HttpError(502, `The bot answered with HTTP ${response.status}.`);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [first, ...rest] = new URL(request.url ?? '/', this.url).pathname.slice(1).split('/').map(decodeURIComponent);
    if (first === 'v3') {
      if (this.refusal.times > 0) return this.refuse(response);
      return serveConnector(request, response, rest, (id) => this.conversations.get(id));
    }
    if (first === 'files' && request.method === 'GET') return this.files.serve(response, rest[0] ?? '');
    if (first === 'chat') return this.serveChat(request, response, rest);
    if (await this.options.pages?.(request, response)) return;
    throw new HttpError(404, 'There is nothing at this address.');
  }

  private refuse(response: ServerResponse): void {
    this.refusal.times -= 1;
    const { status, retryAfterSeconds } = this.refusal;
    const headers = retryAfterSeconds === undefined ? undefined : { 'retry-after': String(retryAfterSeconds) };
    sendJson(response, status, { error: { code: 'Refused', message: 'Refused by a lever of the channel.' } }, headers);
  }

  private async serveChat(request: IncomingMessage, response: ServerResponse, path: string[]): Promise<void> {
    const [id, what] = path;
    if (what === 'files' && request.method === 'POST') {
      if (!this.conversations.has(id ?? '')) throw new HttpError(404, 'There is no such conversation.');
      const path = await this.files.take(request);
      return sendJson(response, 201, { contentUrl: `${this.url}${path}` });
    }
    if (request.method === 'POST' && !request.headers['content-type']?.startsWith('application/json')) {
      // Browsers let any site post forms and plain text here, but not JSON.
      throw new HttpError(415, 'Send JSON.');
    }
    if (id === undefined && request.method === 'POST') {
      const started = await this.startConversation();
      return sendJson(response, 201, { conversationId: started.id, userId: started.userId });
    }
    const conversation = this.conversations.get(id ?? '');
    if (!conversation) throw new HttpError(404, 'There is no such conversation.');
    if (what === undefined && request.method === 'GET') {
      return sendJson(response, 200, { conversationId: conversation.id, userId: conversation.userId });
    }
    if (what === 'events' && request.method === 'GET') {
      this.streams.add(response);
      response.on('close', () => this.streams.delete(response));
      return streamEvents(request, response, conversation);
    }
    if (what === 'activities' && request.method === 'POST') {
      const activity = (await readJsonObject(request)) as Partial<Activity>;
      return sendJson(response, 200, { id: await this.postFromUser(conversation, activity) });
    }
    throw new HttpError(405, 'This address does not take that method.');
  }
}

/** Starts a channel. Rejects when the port is taken. */
export async function startLocalChannel(options: LocalChannelOptions): Promise<LocalChannel> {
  const channel = new LocalChannel(options);
  await channel.start();
  return channel;
}
