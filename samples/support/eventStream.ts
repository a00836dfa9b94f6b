/**
 * What happens in a conversation, as server-sent events: first what the page has not seen yet, then live.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ChannelConversation } from './channelConversation';

/** Something must pass now and then, or what lies between may take the stream for dead. */
const KEEP_ALIVE_MS = 20_000;

/** Streams until the page goes away. One that comes back says what it has: browsers by a header, pages by `after`. */
export function streamEvents(
  request: IncomingMessage,
  response: ServerResponse,
  conversation: ChannelConversation,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 1000\n\n');
  const after = new URL(request.url ?? '/', 'http://localhost').searchParams.get('after');
  const seen = Number(request.headers['last-event-id'] ?? after) || 0;
  const stop = conversation.watch(seen, ({ revision, activity }) => {
    response.write(`id: ${revision}\ndata: ${JSON.stringify(activity)}\n\n`);
  });
  const keepAlive = setInterval(() => response.write(': still here\n\n'), KEEP_ALIVE_MS);
  keepAlive.unref();
  response.on('close', () => {
    clearInterval(keepAlive);
    stop();
  });
}
