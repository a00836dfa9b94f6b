/** The users and their channel, as a process of their own: posts activities to a bot, and is the connector it answers to. */
import { Agent, createServer, request } from 'node:http';
import { LOOPBACK, listen, readJsonObject, sendError, sendJson } from '../../samples/support/http';
import { Arrivals, nowMs } from '../support/arrivals';
import { serveCommands } from '../support/commands';
import { inPlaces, paced } from '../support/pace';
import type { SayArgs, Times } from './genesysProcess';

/** Which conversations of which bot. */
export interface ToBot {
  label: string;
  botUrl: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const arrivals = new Arrivals();
const turnOf = new Map<string, () => void>();
let activityCount = 0;

const connector = createServer((incoming, response) => {
  readJsonObject(incoming)
    .then((activity) => {
      if (activity.type === 'message' && typeof activity.text === 'string') heard(activity.text);
      sendJson(response, 200, { id: String(++activityCount) });
    })
    .catch((error) => sendError(response, error));
});
const listening = listen(connector, 0, LOOPBACK);

const commands = {
  async start(): Promise<{ url: string }> {
    return { url: `http://${LOOPBACK}:${await listening}` };
  },

  /** New users ask for an agent. */
  async open({ label, botUrl, from, count, places }: ToBot & { from: number; count: number; places: number }) {
    await inPlaces(count, places, (index) => post(botUrl, label, from + index, `agent ${label}-${from + index}`));
  },

  /** Users write, one conversation after the other. */
  async say({ label, botUrl, prefix, count, perSecond, conversations = 1 }: ToBot & SayArgs): Promise<Times> {
    const sent: Times = [];
    const posts: Promise<void>[] = [];
    await paced(count, perSecond, (index) => {
      const text = `${prefix}${index}`;
      sent.push([text, nowMs()]);
      posts.push(post(botUrl, label, index % conversations, text));
    });
    await Promise.all(posts);
    return sent;
  },

  /** Turns as fast as the bot answers, this many at once. */
  async turns({ label, botUrl, count, places }: ToBot & { count: number; places: number }): Promise<void> {
    await inPlaces(count, places, (index) => post(botUrl, label, index % places, `turn ${index}`));
  },

  /** Each user writes when the answer to the last message has come: as fast as bot and agent are. Gives the time it took. */
  async converse({ label, botUrl, prefix, count, conversations }: ToBot & Omit<SayArgs, 'perSecond'>): Promise<number> {
    const startMs = nowMs();
    await inPlaces(conversations ?? 1, conversations ?? 1, async (one) => {
      for (let index = one; index < count; index += conversations ?? 1) {
        const text = `${prefix}${index}`;
        const answered = new Promise<void>((resolve) => turnOf.set(text, resolve));
        await post(botUrl, label, one, text);
        await answered;
      }
    });
    return nowMs() - startMs;
  },

  clear(): void {
    arrivals.clear();
  },

  async reach({ count, withinMs }: { count: number; withinMs: number }): Promise<number> {
    await arrivals.reach(count, withinMs);
    return arrivals.count;
  },

  times(): Times {
    return arrivals.all();
  },
};

export type ChannelCommands = typeof commands;

function heard(text: string): void {
  arrivals.note(text);
  turnOf.get(text)?.();
  turnOf.delete(text);
}

async function post(botUrl: string, label: string, conversation: number, text: string): Promise<void> {
  const id = `${label}-${conversation}`;
  const body = JSON.stringify({
    type: 'message',
    id: `activity-${++activityCount}`,
    timestamp: new Date().toISOString(),
    channelId: 'webchat',
    serviceUrl: `http://${LOOPBACK}:${await listening}`,
    conversation: { id, isGroup: false, conversationType: 'personal', name: 'Bench' },
    from: { id: `user-${id}`, name: 'You', role: 'user' },
    recipient: { id: 'bot', name: 'Bot', role: 'bot' },
    locale: 'en-US',
    text,
  });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  await new Promise<void>((resolve, reject) => {
    const outgoing = request(botUrl, { method: 'POST', headers, agent }, (response) => {
      response.resume();
      response.on('end', () =>
        response.statusCode !== undefined && response.statusCode < 300
          ? resolve()
          : reject(new Error(`the bot answered ${response.statusCode}`)),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

serveCommands(commands);
