import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator';
import { GuestClient } from './guestClient';
import { ManualClock } from './manualClock';

let simulator: Simulator;
let clock: ManualClock;

async function start(options: SimulatorOptions = {}): Promise<void> {
  clock = new ManualClock();
  simulator = await startSimulator({ clock, ...options });
}

afterEach(() => simulator.close());

describe('the upgrade', () => {
  beforeEach(() => start());

  it('refuses an unknown deployment with 403', async () => {
    await expect(GuestClient.open(simulator, { deploymentId: 'nobody' })).rejects.toMatchObject({ status: 403 });
  });

  it('refuses a request without a deployment with 403', async () => {
    await expect(GuestClient.open(simulator, { query: 'application=x' })).rejects.toMatchObject({ status: 403 });
  });

  it('refuses an inactive deployment with 403', async () => {
    simulator.deployment().configuration.status = 'Inactive';
    await expect(GuestClient.open(simulator)).rejects.toMatchObject({ status: 403 });
  });

  it('lets only listed domains in when there is a list', async () => {
    simulator.deployment().configuration.allowedDomains = ['shop.example.test'];
    await expect(GuestClient.open(simulator)).rejects.toMatchObject({ status: 403 });
    await expect(GuestClient.open(simulator, { origin: 'https://evil.example.test' })).rejects.toMatchObject({
      status: 403,
    });
    const guest = await GuestClient.open(simulator, { origin: 'https://shop.example.test' });
    expect((await guest.configure()).code).toBe(200);
  });

  it('takes a bare host as Origin, as the Android transport sends it', async () => {
    simulator.deployment().configuration.allowedDomains = ['shop.example.test'];
    const guest = await GuestClient.open(simulator, { origin: 'shop.example.test' });
    expect((await guest.configure()).code).toBe(200);
  });

  it('exists on /v1 only', async () => {
    const elsewhere = { url: `${simulator.url}/other`, deploymentId: simulator.deploymentId };
    await expect(GuestClient.open(elsewhere)).rejects.toMatchObject({ status: 404 });
  });
});

describe('configureSession', () => {
  beforeEach(() => start());

  it('answers with the session and the tracing id', async () => {
    const guest = await GuestClient.open(simulator);
    expect(await guest.configure({ startNew: false })).toMatchObject({
      type: 'response',
      class: 'SessionResponse',
      code: 200,
      body: {
        connected: true,
        newSession: true,
        readOnly: false,
        maxCustomDataBytes: 2048,
        durationSeconds: 259_200,
        expirationDate: Math.floor(clock.now() / 1000) + 259_200,
      },
    });
  });

  it('creates no conversation', async () => {
    await GuestClient.configured(simulator);
    expect(simulator.conversations()).toEqual([]);
  });

  it('finds the session of the same token again', async () => {
    const first = await GuestClient.configured(simulator);
    first.close();
    const second = await GuestClient.open(simulator, { token: first.token });
    expect((await second.configure()).body.newSession).toBe(false);
  });

  it('begins anew with startNew, and ends what the token had', async () => {
    const guest = await GuestClient.configured(simulator);
    await guest.text('hello');
    const answer = await guest.configure({ startNew: true });
    expect(answer.body).toMatchObject({ newSession: true, clearedExistingSession: true });
    expect(simulator.conversations()[0]).toMatchObject({ state: 'disconnected' });
  });

  it.each([
    ['without a deployment id', { deploymentId: undefined }, 4020],
    ['with the id of another deployment', { deploymentId: 'other' }, 400],
  ])('is refused %s', async (_case, rest, code) => {
    const guest = await GuestClient.open(simulator);
    expect(await guest.request('configureSession', rest)).toMatchObject({ class: 'string', code });
  });

  it('must come before anything else', async () => {
    const guest = await GuestClient.open(simulator);
    expect(await guest.text('too early')).toMatchObject({ type: 'response', class: 'string', code: 4007 });
  });

  it('refuses an authenticated session cleanly', async () => {
    const guest = await GuestClient.open(simulator);
    const answer = await guest.request('configureAuthenticatedSession', {
      deploymentId: simulator.deploymentId,
      data: { code: 'jwt' },
    });
    expect(answer).toMatchObject({ class: 'string', code: 403 });
  });

  it('refuses a missing token and one that is too long', async () => {
    const guest = await GuestClient.open(simulator);
    expect(await guest.request('getJwt', { token: undefined })).toMatchObject({ code: 4020 });
    expect(await guest.request('getJwt', { token: 'x'.repeat(2049) })).toMatchObject({ code: 400 });
  });
});

describe('the sockets of a session', () => {
  beforeEach(() => start());

  it('all get every push, the echo with its tracing id included', async () => {
    const first = await GuestClient.configured(simulator);
    const second = await GuestClient.configured(simulator, { token: first.token });
    const echo = await first.text('hello');
    expect(await second.next((frame) => frame.tracingId === echo.tracingId)).toEqual(echo);
  });

  it('are three at most: a fourth closes the oldest', async () => {
    const first = await GuestClient.configured(simulator);
    for (let more = 0; more < 3; more += 1) await GuestClient.configured(simulator, { token: first.token });
    await first.ofClass('ConnectionClosedEvent');
    expect(await first.closed()).toMatchObject({ code: 1000 });
  });

  it('answer pings', async () => {
    const guest = await GuestClient.configured(simulator);
    await expect(guest.flush()).resolves.toBeUndefined();
  });

  it('survive malformed frames and unknown actions', async () => {
    const guest = await GuestClient.configured(simulator);
    guest.ws.send('{not json');
    await guest.next((frame) => frame.code === 400);
    expect(await guest.request('danceTheTango')).toMatchObject({ class: 'string', code: 400 });
    expect((await guest.text('still here')).code).toBe(200);
  });

  it('can close without ending the conversation', async () => {
    const guest = await GuestClient.configured(simulator);
    await guest.text('hello');
    guest.close();
    expect(simulator.conversations()[0]).toMatchObject({ state: 'alerting' });
  });
});

describe('closeSession', () => {
  beforeEach(() => start());

  it('detaches this socket and, if asked, closes the others', async () => {
    const first = await GuestClient.configured(simulator);
    const second = await GuestClient.configured(simulator, { token: first.token });
    const answer = await second.request('closeSession', { closeAllConnections: true });
    expect(answer).toMatchObject({ class: 'SessionResponse', body: { connected: false } });
    await first.ofClass('ConnectionClosedEvent');
    await first.closed();
    expect(await second.text('hello?')).toMatchObject({ code: 4007 });
  });

  it('and startNew are the way out of a read-only session', async () => {
    simulator.deployment().configuration.conversationDisconnect = { enabled: true, type: 'ReadOnly' };
    const guest = await GuestClient.configured(simulator);
    await guest.text('hello');
    const conversation = await simulator.waitForConversation();
    simulator.agent('Dana').accept(conversation);
    simulator.agent('Dana').disconnect(conversation);
    await guest.next((frame) => frame.body.metadata?.readOnly === 'true');

    expect(await guest.text('one more thing')).toMatchObject({ class: 'string', code: 409 });
    expect((await guest.configure()).body).toMatchObject({ newSession: false, readOnly: true });
    const closed = await guest.request('closeSession', { closeAllConnections: true });
    expect(closed.body).toMatchObject({ connected: false, readOnly: true });
    expect((await guest.configure({ startNew: true })).body).toMatchObject({ newSession: true, readOnly: false });
    expect((await guest.text('one more thing')).code).toBe(200);
    expect(simulator.conversations()).toHaveLength(2);
  });
});

describe('the life of a session', () => {
  beforeEach(() => start());

  it('ends when nothing was written for its duration', async () => {
    simulator.deployment().configuration.sessionDurationSeconds = 900;
    const guest = await GuestClient.configured(simulator);
    await guest.text('hello');
    clock.advance(600_000);
    await guest.text('still here');
    clock.advance(600_000);
    expect(guest.frames.map((frame) => frame.class)).not.toContain('SessionExpiredEvent');
    clock.advance(300_000);
    expect(await guest.ofClass('SessionExpiredEvent')).toMatchObject({ body: {} });
    expect(await guest.text('anybody?')).toMatchObject({ class: 'string', code: 4006 });
    expect((await guest.configure()).body).toMatchObject({ newSession: true });
    expect(simulator.conversations()[0]).toMatchObject({ state: 'disconnected', disconnectedBy: 'system' });
  });

  it('can be 18 months', async () => {
    simulator.deployment().configuration.sessionDurationSeconds = 46_656_000;
    const guest = await GuestClient.configured(simulator);
    clock.advance(46_655_999_000);
    expect((await guest.configure()).body).toMatchObject({ newSession: false });
  });

  it('can be ended by a test', async () => {
    const guest = await GuestClient.configured(simulator);
    await guest.text('hello');
    simulator.conversations()[0]!.expireSession();
    await guest.ofClass('SessionExpiredEvent');
    expect(await guest.request('getJwt')).toMatchObject({ code: 4006 });
  });
});

describe('echo and getConfiguration', () => {
  beforeEach(() => start());

  it('echo answers with the text and reaches no agent', async () => {
    const guest = await GuestClient.configured(simulator);
    expect(await guest.request('echo', { message: { type: 'Text', text: 'ping' } })).toMatchObject({
      type: 'response',
      class: 'StructuredMessage',
      code: 200,
      body: {
        direction: 'Inbound',
        text: 'ping',
        metadata: { durationSeconds: '259200', expirationDate: expect.stringMatching(/^\d+$/) },
      },
    });
    expect(simulator.conversations()).toEqual([]);
  });

  it('getConfiguration tells media and attribute rules', async () => {
    const guest = await GuestClient.open(simulator);
    expect(await guest.request('getConfiguration', { deploymentId: simulator.deploymentId })).toMatchObject({
      class: 'GetConfigurationResponse',
      body: { maxCustomDataBytes: 2048, allowedMedia: { inbound: { maxFileSizeKB: 10_240 } } },
    });
  });
});

describe('the public configuration', () => {
  beforeEach(() => start());

  it('shows at once what an administrator changes', async () => {
    const url = `${simulator.url}/webdeployments/v1/deployments/${simulator.deploymentId}`;
    simulator.deployment().configuration.conversationDisconnect.enabled = false;
    const configuration = await (await fetch(`${url}/config.json`)).json();
    expect(configuration).toMatchObject({
      id: simulator.deploymentId,
      status: 'Active',
      apiEndpoint: simulator.url,
      messenger: {
        enabled: true,
        apps: {
          conversations: {
            conversationDisconnect: { enabled: false },
            messagingEndpoint: expect.stringMatching(/^ws:/),
          },
        },
      },
    });
    expect((await fetch(`${url}/domains.json`)).status).toBe(200);
    expect((await fetch(`${url}x/config.json`)).status).toBe(404);
  });
});
