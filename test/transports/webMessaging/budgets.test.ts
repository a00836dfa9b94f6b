import { createRuntime } from '../../../src/runtime/runtime';
import { wsFactory } from '../../../src/transports/webMessaging/guestSocket';
import { webMessaging } from '../../../src/transports/webMessaging/webMessaging';
import { GuestPeer } from '../../support/guestPeer';
import { openRecorded } from '../../support/recordedSession';
import { RecordingLogger } from '../../support/recordingLogger';
import { SimulatedClock } from '../../support/simulatedClock';

let peer: GuestPeer;
let clock: SimulatedClock;
let logger: RecordingLogger;
let transport: ReturnType<typeof webMessaging>;
/** Simulated time of every request of the guest. */
let times: { action: string; atMs: number; isTyping: boolean }[];

beforeEach(async () => {
  peer = await GuestPeer.start();
  clock = new SimulatedClock();
  logger = new RecordingLogger();
  times = [];
  peer.onRequest = (request) => {
    const { action, message } = request.frame;
    times.push({ action, atMs: clock.now(), isTyping: message?.type === 'Event' });
    request.asUsual();
  };
  transport = webMessaging({ endpoint: peer.url, deploymentId: peer.deploymentId });
  await transport.start(createRuntime({ clock, logger }));
});

afterEach(async () => {
  await transport.stop();
  await peer.close();
});

/** The most that fell into any window. */
function most(atMs: number[], windowMs: number): number {
  return Math.max(0, ...atMs.map((from) => atMs.filter((at) => at >= from && at < from + windowMs).length));
}

async function run<T>(promise: Promise<T>): Promise<T> {
  let done = false;
  const settled = promise.finally(() => {
    done = true;
  });
  settled.catch(() => {});
  await clock.advanceUntil(() => done);
  return settled;
}

/** Lets time pass in small steps, so that real I/O keeps up with it. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) await clock.advance(50);
}

describe('the budgets of web messaging', () => {
  it('hold for a burst of a hundred messages with constant typing, and all arrive in order', async () => {
    const session = openRecorded(transport);
    const texts = Array.from({ length: 100 }, (_, index) => `message ${index}`);
    const sending = Promise.all(texts.map((text) => session.send({ id: text, text })));
    const typing = setInterval(() => session.typing(), 1);
    await run(sending).finally(() => clearInterval(typing));
    expect(peer.texts()).toEqual(texts);
    const onMessage = times.filter(({ action }) => action === 'onMessage').map(({ atMs }) => atMs);
    expect(most(onMessage, 1_000)).toBeLessThanOrEqual(5);
    expect(
      most(
        times.map(({ atMs }) => atMs),
        60_000,
      ),
    ).toBeLessThanOrEqual(60);
  });

  it('let typing yield when room gets short', async () => {
    const session = openRecorded(transport);
    for (let index = 0; index < 50; index++) await run(session.send({ id: `m${index}`, text: 'x' }));
    await clock.advance(5_000);
    session.typing();
    await run(session.send({ id: 'after', text: 'x' }));
    expect(times.filter(({ isTyping }) => isTyping)).toEqual([]);
    await pass(61_000);
    session.typing();
    await run(session.send({ id: 'later', text: 'x' }));
    expect(times.filter(({ isTyping }) => isTyping)).toHaveLength(1);
  });

  it('show typing at most once in five seconds', async () => {
    const session = openRecorded(transport);
    await run(session.send({ id: 'm1', text: 'Hello' }));
    for (let second = 0; second < 20; second++) {
      session.typing();
      await pass(1_000);
    }
    await run(session.send({ id: 'm2', text: 'Bye' }));
    expect(times.filter(({ isTyping }) => isTyping)).toHaveLength(4);
  });

  it('stop typing once Genesys says that it is switched off', async () => {
    const session = openRecorded(transport);
    await run(session.send({ id: 'm1', text: 'Hello' }));
    peer.onRequest = (request) => {
      times.push({ action: 'onMessage', atMs: clock.now(), isTyping: true });
      request.answer('string', 'Typing is off', 403);
    };
    session.typing();
    await clock.advanceUntil(() => logger.codes().includes('typingRefused'));
    for (let second = 0; second < 20; second++) {
      session.typing();
      await pass(1_000);
    }
    expect(times.filter(({ isTyping }) => isTyping)).toHaveLength(1);
  });

  it('let a thousand conversations of a deployment connect in a minute, the rest later', async () => {
    peer.onRequest = () => {};
    let opened = 0;
    const counting = webMessaging({
      endpoint: peer.url,
      deploymentId: peer.deploymentId,
      webSocketFactory: () => {
        opened++;
        const listeners = new Map<string, (value: never) => void>();
        return {
          send: () => {},
          ping: () => {},
          close: () => listeners.get('close')?.(1000 as never),
          terminate: () => listeners.get('close')?.(1006 as never),
          on: (event: string, listener: unknown) => listeners.set(event, listener as (value: never) => void),
        };
      },
    });
    await counting.start(createRuntime({ clock, logger }));
    for (let index = 0; index < 1_010; index++) openRecorded(counting);
    await clock.advance(10_000);
    expect(opened).toBe(1_000);
    await counting.stop();
  });
});

describe('a WebSocket factory of the author’s', () => {
  it('may throw: that is a connection that failed, and the next one may not', async () => {
    let tries = 0;
    const flaky = webMessaging({
      endpoint: peer.url,
      deploymentId: peer.deploymentId,
      webSocketFactory: (url, options) => {
        if (++tries < 3) throw Object.assign(new Error('no proxy'), { code: 'ECONNREFUSED' });
        return wsFactory(url, options);
      },
    });
    await flaky.start(createRuntime({ clock, logger }));
    const session = openRecorded(flaky);
    await clock.advanceUntil(() => session.events.length > 0);
    expect(tries).toBe(3);
    expect(logger.events).toContainEqual(
      expect.objectContaining({ code: 'connectionEnded', end: 'failed', reason: 'ECONNREFUSED' }),
    );
    await flaky.stop();
  });
});

describe('answers of Genesys that are hard to read', () => {
  it('an error of the server is waited out, and the history decides whether to send again', async () => {
    let errors = 3;
    peer.onRequest = (request) => {
      if (request.frame.action === 'onMessage' && errors-- > 0) request.answer('string', 'try later', 503);
      else request.asUsual();
    };
    const session = openRecorded(transport);
    await run(session.send({ id: 'm1', text: 'Hello' }));
    expect(peer.history).toHaveLength(1);
  });

  it('an error of the server after it took the message does not double it', async () => {
    let errors = 1;
    peer.onRequest = (request) => {
      if (request.frame.action === 'onMessage' && errors-- > 0) {
        peer.history.unshift({
          id: 'taken',
          type: 'Text',
          text: 'Hello',
          direction: 'Inbound',
          channel: { time: '2026-11-20T10:00:00.000Z', messageId: 'taken' },
        });
        request.answer('string', 'oops', 500);
      } else request.asUsual();
    };
    const session = openRecorded(transport);
    await expect(run(session.send({ id: 'm1', text: 'Hello' }))).resolves.toMatchObject({ genesysMessageId: 'taken' });
    expect(peer.history).toHaveLength(1);
  });

  it('an acknowledgement that comes after we stopped waiting still counts', async () => {
    let late: (() => void) | undefined;
    peer.onRequest = (request) => {
      if (request.frame.action === 'onMessage' && !late) late = () => request.asUsual();
      else request.asUsual();
    };
    peer.onCall = () => {}; // the history stays silent
    const session = openRecorded(transport);
    const sending = session.send({ id: 'm1', text: 'Hello' });
    await clock.advanceUntil(() => logger.codes().includes('acknowledgementMissing'));
    late?.();
    await run(sending);
    expect(peer.history).toHaveLength(1);
  });

  it('answers without a tracing id are matched by what they are', async () => {
    peer.onRequest = (request) => {
      if (request.frame.action === 'onMessage') return request.asUsual();
      delete request.frame.tracingId;
      request.asUsual();
    };
    const session = openRecorded(transport);
    await run(session.send({ id: 'm1', text: 'Hello' }));
    peer.drop();
    await clock.advanceUntil(() => session.events.filter((event) => event.kind === 'connection').length === 3);
    expect(session.events.map((event) => event.kind === 'connection' && event.status)).toEqual(['up', 'down', 'up']);
  });

  it('a session that Genesys does not find is configured once more, then it is lost', async () => {
    const session = openRecorded(transport);
    await run(session.send({ id: 'm1', text: 'Hello' }));
    peer.onRequest = (request) => {
      if (request.frame.action === 'onMessage') request.answer('string', 'no such session', 4007);
      else request.asUsual();
    };
    await expect(run(session.send({ id: 'm2', text: 'Hello?' }))).rejects.toMatchObject({ code: 'sessionLost' });
    expect(peer.count('configureSession')).toBe(2);
    await session.waitFor('ended', (event) => event.why === 'lost');
  });

  it('a refusal of unclear meaning is settled by configuring anew', async () => {
    const session = openRecorded(transport);
    await run(session.send({ id: 'm1', text: 'Hello' }));
    peer.onRequest = (request) => {
      if (request.frame.action === 'onMessage') request.answer('string', 'conflict', 409);
      else if (request.frame.action === 'configureSession') {
        request.answer('SessionResponse', { connected: true, newSession: false, readOnly: true });
      } else request.asUsual();
    };
    await expect(run(session.send({ id: 'm2', text: 'Hello?' }))).rejects.toMatchObject({ code: 'sessionReadOnly' });
  });

  it('a refused configuration is retried with growing waits, not at full speed', async () => {
    peer.onRequest = (request) => request.answer('string', 'later', 503);
    openRecorded(transport);
    await pass(120_000);
    expect(peer.count('configureSession')).toBeGreaterThan(5);
    expect(peer.count('configureSession')).toBeLessThan(20);
  });

  it('sockets that put each other out do so ever more slowly', async () => {
    peer.onRequest = (request) => {
      request.asUsual();
      request.socket.send('{"type":"message","class":"ConnectionClosedEvent","code":200,"body":{}}');
    };
    openRecorded(transport);
    await pass(300_000);
    expect(peer.count('configureSession')).toBeGreaterThan(5);
    expect(peer.count('configureSession')).toBeLessThan(15);
  });

  it('a history that stays away does not silence the agent for ever', async () => {
    const session = openRecorded(transport);
    await run(session.send({ id: 'm1', text: 'Hello' }));
    peer.onCall = (call) => call.answer(503, {});
    peer.drop();
    await clock.advanceUntil(() => logger.codes().includes('historyFailed'));
    peer.push(peer.says('live'));
    await pass(20_000);
    expect(session.texts()).toEqual([]);
    await pass(60_000);
    expect(session.texts()).toEqual(['live']);
    peer.history.unshift(peer.outbound('missed'));
    peer.onCall = (call) => call.asUsual();
    await pass(60_000);
    expect(session.texts()).toEqual(['live', 'missed']);
  });

  it('a history token that is refused is replaced', async () => {
    const session = openRecorded(transport);
    await run(session.send({ id: 'm1', text: 'Hello' }));
    let refused = false;
    peer.onCall = (call) => {
      if (refused) call.asUsual();
      else call.answer(401, {});
      refused = true;
    };
    peer.history.unshift(peer.outbound('missed'));
    peer.drop();
    await clock.advanceUntil(() => session.texts().includes('missed'));
    expect(peer.count('getJwt')).toBe(2);
  });

  it('a history asked too often is left alone for as long as it says', async () => {
    const session = openRecorded(transport);
    await run(session.send({ id: 'm1', text: 'Hello' }));
    const asked: number[] = [];
    peer.onCall = (call) => {
      asked.push(clock.now());
      if (asked.length === 1) call.answer(429, {}, { 'retry-after': '20' });
      else call.asUsual();
    };
    peer.drop();
    await clock.advanceUntil(() => asked.length >= 2);
    expect(asked[1]! - asked[0]!).toBeGreaterThanOrEqual(20_000);
  });
});
