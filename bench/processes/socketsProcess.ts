/** Nothing but configured guest sockets: what a live connection costs in itself, and how fast many of them come up. */
import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import { nowMs } from '../support/arrivals';
import { serveCommands } from '../support/commands';
import { inPlaces } from '../support/pace';
import { readUsage, type Usage } from '../support/usage';
import type { GenesysPlace } from './genesysProcess';

const sockets: WebSocket[] = [];

const commands = {
  /** Gives the time until all were configured. */
  async open({ url, deploymentId, count, places }: GenesysPlace & { count: number; places: number }): Promise<number> {
    const startMs = nowMs();
    await inPlaces(count, places, () =>
      openOne(`${url.replace(/^http/, 'ws')}/v1?deploymentId=${deploymentId}`, deploymentId),
    );
    return nowMs() - startMs;
  },

  usage: (): Promise<Usage> => readUsage(true),
};

export type SocketsCommands = typeof commands;

function openOne(address: string, deploymentId: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, { perMessageDeflate: false });
    sockets.push(socket);
    socket.on('error', reject);
    socket.on('open', () =>
      socket.send(
        JSON.stringify({ action: 'configureSession', token: randomUUID(), tracingId: randomUUID(), deploymentId }),
      ),
    );
    socket.on('message', (data) => {
      if (JSON.parse(String(data)).class === 'SessionResponse') resolve();
    });
  });
}

serveCommands(commands);
