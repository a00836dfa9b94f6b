import type { ServerResponse } from 'node:http';
import type { Changes } from '../changes';
import type { ContactCenter } from '../contactCenter';
import { deskState } from './deskState';

/**
 * Streams the desk's state as server-sent events: complete at the start and after each change, changes of one moment
 * together. The browser reconnects by itself and then has everything again.
 */
export function streamDeskState(center: ContactCenter, changes: Changes, response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Nginx and its kin would otherwise collect the events.
    'x-accel-buffering': 'no',
  });
  let isDue = false;
  const send = () => {
    isDue = false;
    if (!response.writableEnded) response.write(`event: state\ndata: ${JSON.stringify(deskState(center))}\n\n`);
  };
  const unsubscribe = changes.subscribe(() => {
    if (!isDue) setImmediate(send);
    isDue = true;
  });
  response.on('close', unsubscribe);
  // A browser waits a second before it comes back; it was the simulator that restarted, so there is no load to fear.
  response.write('retry: 1000\n\n');
  send();
}
