import { openRecorded } from '../../support/recordedSession';
import { type SimulatedGenesys, simulatedGenesys } from '../../support/simulatedGenesys';

let genesys: SimulatedGenesys;

afterEach(() => genesys.close());

// Whether Genesys gives `metadata.id` back is not documented, so everything must hold either way.
describe.each([
  ['gives our own message ids back', true],
  ['forgets our own message ids', false],
])('a user’s message, when Genesys %s,', (_name, echoGuestMetadata) => {
  beforeEach(async () => {
    genesys = await simulatedGenesys({ echoGuestMetadata });
  });

  async function established() {
    const transport = await genesys.transport();
    const session = openRecorded(transport);
    await session.send({ id: 'm1', text: 'Hello' });
    const conversation = await genesys.simulator.waitForConversation();
    const arrived = () => conversation.messages.flatMap((message) => message.text ?? []);
    return { transport, session, conversation, arrived, levers: genesys.simulator.levers };
  }

  it('arrives once when the socket breaks before its acknowledgement', async () => {
    const { session, conversation, arrived, levers } = await established();
    levers.dropEcho(1);
    const sending = session.send({ id: 'm2', text: 'Are you there?' });
    await conversation.waitForUserText('Are you there?');
    levers.dropSockets();
    await expect(sending).resolves.toMatchObject({ genesysMessageId: expect.any(String) });
    await session.send({ id: 'm3', text: 'Good' });
    expect(arrived()).toEqual(['Hello', 'Are you there?', 'Good']);
  });

  it('arrives once when the very first message loses its acknowledgement and its socket', async () => {
    const { simulator } = genesys;
    const session = openRecorded(await genesys.transport());
    simulator.levers.dropEcho(1);
    const sending = session.send({ id: 'm1', text: 'Hello', attributes: { queueName: 'Sales' } });
    const conversation = await simulator.waitForConversation({ queue: 'Sales' });
    simulator.levers.dropSockets();
    await sending;
    expect(conversation.messages.map((message) => message.text)).toEqual(['Hello']);
  });

  it('arrives once when the socket breaks before it reached Genesys', async () => {
    const { session, arrived, levers } = await established();
    levers.loseMessage(1);
    const sending = session.send({ id: 'm2', text: 'Are you there?' });
    setImmediate(() => levers.dropSockets());
    await sending;
    expect(arrived()).toEqual(['Hello', 'Are you there?']);
  });

  it('arrives once when only the echo is lost', async () => {
    const { session, arrived, levers } = await established();
    levers.dropEcho(1);
    await session.send({ id: 'm2', text: 'Are you there?' });
    expect(arrived()).toEqual(['Hello', 'Are you there?']);
  });

  it('is sent again when it was lost on its way', async () => {
    const { session, arrived, levers } = await established();
    levers.loseMessage(2);
    await session.send({ id: 'm2', text: 'Are you there?' });
    expect(arrived()).toEqual(['Hello', 'Are you there?']);
    expect(genesys.logger.codes()).toContain('messageResent');
  });

  it('arrives twice when the user wrote it twice, echoes lost or not', async () => {
    const { session, arrived, levers } = await established();
    await session.send({ id: 'm2', text: 'ok' });
    levers.dropEcho(1);
    await session.send({ id: 'm3', text: 'ok' });
    levers.loseMessage(1);
    await session.send({ id: 'm4', text: 'ok' });
    expect(arrived()).toEqual(['Hello', 'ok', 'ok', 'ok']);
  });

  it('waits for a history that lags before it is sent again', async () => {
    const { session, conversation, arrived, levers } = await established();
    levers.historyLagMs = 40;
    levers.dropEcho(1);
    const sending = session.send({ id: 'm2', text: 'Are you there?' });
    await conversation.waitForUserText('Are you there?');
    levers.dropSockets();
    await sending;
    expect(arrived()).toEqual(['Hello', 'Are you there?']);
  });

  it('waits out a failing history rather than being sent twice', async () => {
    const { session, conversation, arrived, levers } = await established();
    levers.failHistory(503, 2);
    levers.dropEcho(1);
    const sending = session.send({ id: 'm2', text: 'Are you there?' });
    await conversation.waitForUserText('Are you there?');
    levers.dropSockets();
    await sending;
    expect(arrived()).toEqual(['Hello', 'Are you there?']);
  });

  it('is sent again after the wait that Genesys asked for', async () => {
    const { session, arrived, levers } = await established();
    levers.rateLimitNext(2, 0.1);
    await session.send({ id: 'm2', text: 'Are you there?' });
    await session.send({ id: 'm3', text: 'Good' });
    expect(arrived()).toEqual(['Hello', 'Are you there?', 'Good']);
    expect(genesys.logger.codes().filter((code) => code === 'rateLimited')).toHaveLength(2);
  });

  it('waits while Genesys cannot be reached and arrives afterwards, in order', async () => {
    const { session, arrived, levers } = await established();
    levers.refuseUpgrades(503);
    levers.dropSockets();
    await session.waitFor('connection', (event) => event.status === 'down');
    const sending = ['one', 'two', 'three'].map((text) => session.send({ id: text, text }));
    levers.refuseUpgrades(undefined);
    await Promise.all(sending);
    expect(arrived()).toEqual(['Hello', 'one', 'two', 'three']);
  });

  it('is not held up by a socket that is only half open', async () => {
    const { session, arrived, levers } = await established();
    levers.freezeSockets(true);
    await session.send({ id: 'm2', text: 'Are you there?' });
    expect(arrived()).toEqual(['Hello', 'Are you there?']);
    expect(genesys.logger.events).toContainEqual(expect.objectContaining({ code: 'connectionEnded', end: 'silent' }));
  });

  it('that another process sent and Genesys has is not sent again', async () => {
    const { session, conversation, arrived, levers } = await established();
    const lastReceipt = await session.send({ id: 'm2', text: 'Anyone?' });
    levers.dropEcho(1);
    const sending = session.send({ id: 'm3', text: 'Please' });
    await conversation.waitForUserText('Please');
    const closed = expect(sending).rejects.toMatchObject({ code: 'sessionClosed', retryable: true });
    await session.close();
    await closed;

    const later = openRecorded(await genesys.transport(), { state: session.state, resumed: true, lastReceipt });
    await later.send({ id: 'm3', text: 'Please' });
    await later.send({ id: 'm4', text: 'Thanks' });
    expect(arrived()).toEqual(['Hello', 'Anyone?', 'Please', 'Thanks']);
  });

  it('that another process was about to send is sent once', async () => {
    const { session, arrived } = await established();
    const lastReceipt = await session.send({ id: 'm2', text: 'Please' });
    await session.close();

    const later = openRecorded(await genesys.transport(), { state: session.state, resumed: true, lastReceipt });
    await later.send({ id: 'm3', text: 'Please' });
    expect(arrived()).toEqual(['Hello', 'Please', 'Please']);
  });

  it('that opens the conversation is sent once, whether or not a process before died with it', async () => {
    const transport = await genesys.transport();
    const state = transport.createSession();
    const session = openRecorded(transport, { state, resumed: true });
    await session.send({ id: 'm1', text: 'Hello' });
    await session.close();
    const later = openRecorded(await genesys.transport(), { state, resumed: true });
    await later.send({ id: 'm1', text: 'Hello' });
    const conversation = await genesys.simulator.waitForConversation();
    expect(conversation.messages.map((message) => message.text)).toEqual(['Hello']);
  });
});

describe('a user’s message that Genesys refuses', () => {
  beforeEach(async () => {
    genesys = await simulatedGenesys();
  });

  it('for its length rejects, and the session lives on', async () => {
    const session = openRecorded(await genesys.transport());
    await session.send({ id: 'm1', text: 'Hello' });
    const tooLong = session.send({ id: 'm2', text: 'x'.repeat(4097) });
    await expect(tooLong).rejects.toMatchObject({ code: 'messageRefused', retryable: false });
    await session.send({ id: 'm3', text: 'Shorter' });
  });

  it('for its attributes says so', async () => {
    const session = openRecorded(await genesys.transport());
    const attributes = { note: 'x'.repeat(2100) };
    const refused = session.send({ id: 'm1', text: 'Hello', attributes });
    await expect(refused).rejects.toMatchObject({ code: 'attributesTooLarge' });
    await session.send({ id: 'm2', text: 'Hello' });
  });
});
