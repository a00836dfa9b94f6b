import { createRuntime } from '../../../src/runtime/runtime';
import { webMessaging } from '../../../src/transports/webMessaging/webMessaging';
import { GuestPeer } from '../../support/guestPeer';
import { quickSettings } from '../../support/quickSettings';
import { openRecorded } from '../../support/recordedSession';
import { RecordingLogger } from '../../support/recordingLogger';

let peer: GuestPeer;
let transport: ReturnType<typeof webMessaging>;

beforeEach(async () => {
  peer = await GuestPeer.start();
  transport = webMessaging({
    endpoint: peer.url,
    deploymentId: peer.deploymentId,
    ...quickSettings,
    secondLookMs: 60_000,
  });
  await transport.start(createRuntime({ logger: new RecordingLogger() }));
});

afterEach(async () => {
  await transport.stop();
  await peer.close();
});

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `message ${from + index}`);

/** A session, and a way to break it while the agent writes on. */
async function established() {
  const session = openRecorded(transport);
  await session.send({ id: 'm1', text: 'Hello' });
  peer.push(peer.says('Hi'));
  await session.until(() => session.texts().length === 1);
  let said = 0;
  /** Lets the agent write `count` messages unheard; resolves with the pages that were asked for to catch up. */
  const miss = async (count: number) => {
    const callsBefore = peer.calls.length;
    for (const text of numbered(said + 1, said + count)) {
      const time = new Date(Date.UTC(2026, 10, 20, 11) + ++said * 60_000);
      peer.history.unshift(peer.outbound(text, { channel: { time } }));
    }
    peer.drop();
    await session.until(() => session.texts().includes(`message ${said}`));
    return peer.calls.slice(callsBefore).map((path) => {
      const { searchParams } = new URL(path, peer.url);
      return `${searchParams.get('pageNumber')} of ${searchParams.get('pageSize')}`;
    });
  };
  return { session, miss };
}

// Genesys allows ten history calls a minute and session, and does not say how large a page may be.
describe('the history after a break', () => {
  it('is read in large pages, as each costs one of ten calls a minute', async () => {
    const { session, miss } = await established();
    expect(await miss(90)).toEqual(['1 of 100']);
    expect(session.texts()).toEqual(['Hi', ...numbered(1, 90)]);
  });

  it('is read in small pages where large ones are refused, which is asked once', async () => {
    peer.onCall = (call) => (call.path.includes('pageSize=100') ? call.answer(400, {}) : call.asUsual());
    const { session, miss } = await established();
    expect(await miss(30)).toEqual(['1 of 100', '1 of 25', '2 of 25']);
    expect(await miss(5)).toEqual(['1 of 25', '2 of 25']);
    expect(session.texts()).toEqual(['Hi', ...numbered(1, 35)]);
  });

  it('is read to its end where pages come shorter than asked for', async () => {
    peer.onCall = (call) => {
      const page = Number(new URL(call.path, peer.url).searchParams.get('pageNumber'));
      call.answer(200, { entities: peer.history.slice((page - 1) * 25, page * 25), pageSize: 25 });
    };
    const { session, miss } = await established();
    await miss(60);
    expect(session.texts()).toEqual(['Hi', ...numbered(1, 60)]);
  });
});
