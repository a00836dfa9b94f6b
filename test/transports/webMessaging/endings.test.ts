import { openRecorded } from '../../support/recordedSession';
import { type SimulatedGenesys, simulatedGenesys } from '../../support/simulatedGenesys';

let genesys: SimulatedGenesys;

beforeEach(async () => {
  genesys = await simulatedGenesys();
});

afterEach(() => genesys.close());

async function connected() {
  const { simulator } = genesys;
  const session = openRecorded(await genesys.transport());
  const lastReceipt = await session.send({ id: 'm1', text: 'Hello' });
  const conversation = await simulator.waitForConversation();
  const dana = simulator.agent('Dana');
  dana.accept(conversation);
  return { session, conversation, dana, simulator, levers: simulator.levers, lastReceipt };
}

describe('when the user ends the conversation', () => {
  it('the agent’s side is closed', async () => {
    const { session, conversation } = await connected();
    await expect(session.end()).resolves.toBe('ended');
    expect(conversation.state).toBe('disconnected');
    expect(conversation.disconnectedBy).toBe('user');
    expect(await session.waitFor('ended')).toMatchObject({ why: 'cleared' });
  });

  it('asking twice is answered once', async () => {
    const { session } = await connected();
    await expect(Promise.all([session.end(), session.end()])).resolves.toEqual(['ended', 'ended']);
    await expect(session.end()).resolves.toBe('ended');
  });

  it('it works while the connection is down', async () => {
    const { session, conversation, levers } = await connected();
    levers.refuseUpgrades(503);
    levers.dropSockets();
    await session.waitFor('connection', (event) => event.status === 'down');
    const ending = session.end();
    levers.refuseUpgrades(undefined);
    await expect(ending).resolves.toBe('ended');
    expect(conversation.state).toBe('disconnected');
  });

  it('it is refused, retryably, when Genesys cannot be reached for too long', async () => {
    const { session, levers } = await connected();
    levers.refuseUpgrades(503);
    levers.dropSockets();
    await expect(session.end()).rejects.toMatchObject({ code: 'connectFailed', retryable: true });
  });

  it('a deployment without Conversation Clear is known to say no', async () => {
    genesys.simulator.deployment().configuration.conversationClear.enabled = false;
    const { session, conversation } = await connected();
    await expect(session.end()).resolves.toBe('unsupported');
    expect(conversation.state).toBe('connected');
    expect(conversation.events).toEqual([]);
  });

  it('a deployment that turns out to be without Conversation Clear is believed', async () => {
    const { session, simulator } = await connected();
    simulator.deployment().configuration.conversationClear.enabled = false;
    await expect(session.end()).resolves.toBe('unsupported');
    await session.send({ id: 'm2', text: 'Then I tell you in words' });
  });

  it('there is nothing to end before anything was said', async () => {
    const session = openRecorded(await genesys.transport());
    await expect(session.end()).resolves.toBe('ended');
  });
});

describe('when Genesys ends the conversation', () => {
  it('read-only, the end is told and later messages are refused', async () => {
    genesys.simulator.deployment().configuration.conversationDisconnect = { enabled: true, type: 'ReadOnly' };
    const { session, conversation, dana } = await connected();
    dana.sendText(conversation, 'Goodbye');
    dana.disconnect(conversation);
    expect(await session.waitFor('ended')).toMatchObject({ why: 'readOnly' });
    expect(session.events.map((event) => event.kind)).toEqual(['connection', 'message', 'disconnected', 'ended']);
    await expect(session.send({ id: 'm2', text: 'Wait' })).rejects.toMatchObject({ code: 'sessionReadOnly' });
    await expect(session.end()).resolves.toBe('ended');
  });

  it('read-only while nobody listened, the last words come before the end', async () => {
    genesys.simulator.deployment().configuration.conversationDisconnect = { enabled: true, type: 'ReadOnly' };
    const { session, conversation, dana, lastReceipt } = await connected();
    await session.close();
    dana.sendText(conversation, 'Goodbye');
    dana.disconnect(conversation);
    const later = openRecorded(await genesys.transport(), { state: session.state, resumed: true, lastReceipt });
    await later.waitFor('ended', (event) => event.why === 'readOnly');
    expect(later.events.map((event) => event.kind)).toEqual(['message', 'disconnected', 'ended']);
  });

  it('without a word, because disconnect is off, the session simply goes on', async () => {
    genesys.simulator.deployment().configuration.conversationDisconnect.enabled = false;
    const { session, conversation, dana } = await connected();
    dana.disconnect(conversation);
    await session.send({ id: 'm2', text: 'Still there?' });
    expect(session.events.map((event) => event.kind)).toEqual(['connection']);
    expect(genesys.logger.codes('warn')).toContain('conversationDisconnectOff');
  });

  it('by expiry, it is told at once', async () => {
    const { session, conversation } = await connected();
    conversation.expireSession();
    expect(await session.waitFor('ended')).toMatchObject({ why: 'expired' });
    await expect(session.send({ id: 'm2', text: 'Wait' })).rejects.toMatchObject({ code: 'sessionExpired' });
  });

  it('by expiry while nobody listened, it is told at the next connection', async () => {
    const { session, conversation, lastReceipt } = await connected();
    await session.close();
    conversation.expireSession();
    const later = openRecorded(await genesys.transport(), { state: session.state, resumed: true, lastReceipt });
    expect((await later.waitFor('ended')).why).toMatch(/expired|lost/);
    await expect(later.send({ id: 'm2', text: 'Wait' })).rejects.toMatchObject({
      code: expect.stringMatching(/sessionExpired|sessionLost/),
    });
  });

  it('a session that Genesys does not know any more is lost, and what waits is refused', async () => {
    const { lastReceipt } = await connected();
    const transport = await genesys.transport();
    const later = openRecorded(transport, { state: transport.createSession(), resumed: true, lastReceipt });
    await expect(later.send({ id: 'm2', text: 'Wait' })).rejects.toMatchObject({ code: 'sessionLost' });
    expect(await later.waitFor('ended')).toMatchObject({ why: 'lost' });
  });

  it('a socket that was put out comes back, not at once, and tells what was missed', async () => {
    const { session, conversation, dana, levers } = await connected();
    levers.closeConnectionEvent(conversation);
    await session.waitFor('connection', (event) => event.status === 'down');
    const downAtMs = Date.now();
    dana.sendText(conversation, 'Where were you?');
    await session.until(() => session.texts().includes('Where were you?'));
    expect(Date.now() - downAtMs).toBeGreaterThan(900);
  });
});

describe('when Genesys refuses the connection', () => {
  it('at the first try, the settings are named and nothing is tried again', async () => {
    const { simulator } = genesys;
    simulator.deployment().configuration.allowedDomains = ['shop.example.com'];
    const session = openRecorded(await genesys.transport());
    const sending = session.send({ id: 'm1', text: 'Hello' });
    await expect(sending).rejects.toMatchObject({ code: 'accessDenied', retryable: false });
    const { error } = await session.waitFor('failed');
    expect(error.message).toMatch(/deployment id.*allowed domains.*origin/s);
  });

  it('for its origin, the right one opens it', async () => {
    genesys.simulator.deployment().configuration.allowedDomains = ['shop.example.com'];
    const session = openRecorded(await genesys.transport({ origin: 'https://shop.example.com' }));
    await session.send({ id: 'm1', text: 'Hello' });
  });

  it('in the middle of a conversation, it is tried a few times more', async () => {
    const { session, levers } = await connected();
    levers.refuseUpgrades(403);
    levers.dropSockets();
    await session.waitFor('connection', (event) => event.status === 'down');
    levers.refuseUpgrades(undefined);
    await session.send({ id: 'm2', text: 'Still there?' });
  });

  it('in the middle of a conversation and for good, it gives up', async () => {
    const { session, levers } = await connected();
    levers.refuseUpgrades(403);
    levers.dropSockets();
    await expect(session.send({ id: 'm2', text: 'Still there?' })).rejects.toMatchObject({ code: 'accessDenied' });
    await session.waitFor('failed');
  });
});
