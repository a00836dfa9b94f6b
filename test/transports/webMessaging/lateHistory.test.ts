import { createRuntime } from '../../../src/runtime/runtime';
import { webMessaging } from '../../../src/transports/webMessaging/webMessaging';
import { GuestPeer } from '../../support/guestPeer';
import { openRecorded, type RecordedSession } from '../../support/recordedSession';
import { RecordingLogger } from '../../support/recordingLogger';
import { SimulatedClock } from '../../support/simulatedClock';

const PATIENCE_MS = 60_000;

let peer: GuestPeer;
let clock: SimulatedClock;
let transport: ReturnType<typeof webMessaging>;
let historyIsAway: boolean;

beforeEach(async () => {
  historyIsAway = false;
  peer = await GuestPeer.start();
  peer.onCall = (call) => (historyIsAway ? call.answer(503, {}) : call.asUsual());
  clock = new SimulatedClock();
  transport = webMessaging({ endpoint: peer.url, deploymentId: peer.deploymentId, historyPatienceMs: PATIENCE_MS });
  await transport.start(createRuntime({ clock, logger: new RecordingLogger() }));
});

afterEach(async () => {
  await transport.stop();
  await peer.close();
});

const at = (seconds: number) => ({ channel: { time: new Date(Date.UTC(2026, 10, 20, 11, 0, seconds)).toISOString() } });

const disconnect = () =>
  peer.says('', {
    type: 'Event',
    text: undefined,
    events: [{ eventType: 'Presence', presence: { type: 'Disconnect' } }],
  });

/** A session that has missed a message which its history does not give away. */
async function missing(): Promise<RecordedSession> {
  const session = openRecorded(transport);
  await session.send({ id: 'm1', text: 'Hello' });
  peer.push(peer.says('Hi', at(1)));
  await clock.advanceUntil(() => session.texts().length === 1);
  historyIsAway = true;
  peer.history.unshift(peer.outbound('missed', at(2)));
  peer.drop();
  await clock.advanceUntil(() => session.events.some(({ kind }) => kind === 'gap'));
  return session;
}

const story = ({ events }: RecordedSession) =>
  events.map((event) =>
    event.kind === 'message' ? event.text : event.kind === 'connection' ? event.status : event.kind,
  );

describe('while the history stays away', () => {
  it('live messages pass it, behind a word that some are missing, which come when it is back', async () => {
    const session = await missing();
    peer.push(peer.says('live', at(100)));
    await clock.advanceUntil(() => session.texts().includes('live'));
    historyIsAway = false;
    await clock.advanceUntil(() => session.events.at(-1)?.kind === 'connection');
    expect(story(session)).toEqual(['up', 'Hi', 'down', 'gap', 'live', 'missed', 'up']);
  });

  it('the agent’s close waits, since nothing is told behind it', async () => {
    const session = await missing();
    peer.push(peer.says('Goodbye', at(100)));
    peer.push({ ...disconnect(), body: { ...(disconnect().body as object), ...at(101) } });
    await clock.advanceUntil(() => session.texts().includes('Goodbye'));
    await clock.advance(10_000);
    expect(story(session)).toEqual(['up', 'Hi', 'down', 'gap', 'Goodbye']);
    historyIsAway = false;
    await clock.advanceUntil(() => session.events.at(-1)?.kind === 'connection');
    expect(story(session)).toEqual(['up', 'Hi', 'down', 'gap', 'Goodbye', 'missed', 'disconnected', 'up']);
  });

  it('the agent’s close waits as long again, and no longer', async () => {
    const session = await missing();
    peer.push({ ...disconnect(), body: { ...(disconnect().body as object), ...at(100) } });
    await clock.advance(PATIENCE_MS / 2);
    expect(story(session)).toEqual(['up', 'Hi', 'down', 'gap']);
    await clock.advanceUntil(() => session.events.some(({ kind }) => kind === 'disconnected'), { maxMs: PATIENCE_MS });
    expect(session.texts()).toEqual(['Hi']);
  });
});
