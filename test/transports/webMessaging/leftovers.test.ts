import { createRuntime } from '../../../src/runtime/runtime';
import { webMessaging } from '../../../src/transports/webMessaging/webMessaging';
import { GuestPeer } from '../../support/guestPeer';
import { openRecorded, type RecordedSession } from '../../support/recordedSession';
import { RecordingLogger } from '../../support/recordingLogger';
import { SimulatedClock } from '../../support/simulatedClock';

let peer: GuestPeer;
let clock: SimulatedClock;
let transport: ReturnType<typeof webMessaging>;

beforeEach(async () => {
  peer = await GuestPeer.start();
  clock = new SimulatedClock();
  transport = webMessaging({ endpoint: peer.url, deploymentId: peer.deploymentId });
});

afterEach(async () => {
  await transport.stop();
  await peer.close();
});

const start = () => transport.start(createRuntime({ clock, logger: new RecordingLogger() }));

async function nothingLeft() {
  expect(clock.pending).toBe(0);
  await clock.advance(0);
  expect([...peer.sockets]).toEqual([]);
}

describe('stopping leaves nothing behind', () => {
  it.each<[string, (session: RecordedSession) => Promise<unknown>]>([
    ['before the socket is open', async () => {}],
    ['when connected', (session) => clock.advanceUntil(() => session.events.length > 0)],
    [
      'while a message waits for its acknowledgement',
      async (session) => {
        peer.onRequest = (request) => request.frame.action === 'configureSession' && request.asUsual();
        session.send({ id: 'm1', text: 'Hello' }).catch(() => {});
        await clock.advanceUntil(() => peer.count('onMessage') === 1);
      },
    ],
    [
      'while the history is read',
      async (session) => {
        const sending = session.send({ id: 'm1', text: 'Hello' });
        await clock.advanceUntil(() => peer.texts().length === 1);
        await sending;
        peer.onCall = () => {};
        const calls = peer.calls.length;
        peer.drop();
        await clock.advanceUntil(() => peer.calls.length > calls);
      },
    ],
    [
      'while waiting for the next try',
      async () => {
        peer.onRequest = (request) => request.socket.terminate();
        await clock.advanceUntil(() => peer.count('configureSession') === 3);
      },
    ],
    [
      'while the conversation is being ended',
      async (session) => {
        const sending = session.send({ id: 'm1', text: 'Hello' });
        await clock.advanceUntil(() => peer.texts().length === 1);
        await sending;
        peer.onRequest = () => {};
        session.end().catch(() => {});
        await clock.advanceUntil(() => peer.count('onMessage') === 2);
      },
    ],
    [
      'while messages are held to be put in order',
      async (session) => {
        await clock.advanceUntil(() => session.events.length > 0);
        peer.push(peer.says('held'));
        await clock.advance(10);
      },
    ],
  ])('%s', async (_when, until) => {
    await start();
    const session = openRecorded(transport);
    await until(session);
    await transport.stop();
    await nothingLeft();
    await expect(session.send({ id: 'late', text: 'late' })).rejects.toMatchObject({ code: 'sessionClosed' });
  });

  it('when the configuration is still being read', async () => {
    peer.onCall = () => {};
    const starting = start();
    await clock.advance(10);
    const session = openRecorded(transport);
    await clock.advanceUntil(() => session.events.length > 0);
    await transport.stop();
    await starting;
    await nothingLeft();
  });

  it('closing one session leaves the others alone', async () => {
    await start();
    const [one, other] = [openRecorded(transport), openRecorded(transport)];
    await clock.advanceUntil(() => one.events.length > 0 && other.events.length > 0);
    await Promise.all([one.close(), one.close()]);
    await clock.advanceUntil(() => peer.sockets.size === 1);
    const sending = other.send({ id: 'm1', text: 'Hello' });
    await clock.advanceUntil(() => peer.texts().length === 1);
    await sending;
  });

  it('a stopped transport opens nothing more', async () => {
    await start();
    await transport.stop();
    expect(() => transport.createSession()).toThrow(expect.objectContaining({ code: 'notStarted' }));
  });
});
