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
  dana.sendText(conversation, 'Hi');
  await session.waitFor('message');
  const cutOff = async () => {
    simulator.levers.refuseUpgrades(503);
    simulator.levers.dropSockets();
    await session.waitFor('connection', (event) => event.status === 'down');
  };
  const reachable = () => simulator.levers.refuseUpgrades(undefined);
  return { session, conversation, dana, cutOff, reachable, lastReceipt, levers: simulator.levers };
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `message ${from + index}`);

describe('after a reconnect', () => {
  it('the user gets what the agent wrote meanwhile, over several pages, in order and once', async () => {
    const { session, conversation, dana, cutOff, reachable } = await connected();
    await cutOff();
    for (const text of numbered(1, 60)) dana.sendText(conversation, text);
    reachable();
    await session.until(() => session.texts().includes('message 60'));
    expect(session.texts()).toEqual(['Hi', ...numbered(1, 60)]);
  });

  it('the connection counts as up only when everything missed has been told', async () => {
    const { session, conversation, dana, cutOff, reachable } = await connected();
    await cutOff();
    dana.sendText(conversation, 'missed');
    reachable();
    await session.until(() => session.events.at(-1)?.kind === 'connection' && session.texts().includes('missed'));
    const story = session.events.map((event) => (event.kind === 'connection' ? event.status : event.kind));
    expect(story).toEqual(['up', 'message', 'down', 'message', 'up']);
  });

  it('live messages wait for those the history still holds', async () => {
    const { session, conversation, dana, cutOff, reachable, levers } = await connected();
    await cutOff();
    dana.sendText(conversation, 'missed');
    levers.failHistory(503, 1);
    reachable();
    await until(() => genesys.logger.codes().includes('historyFailed'));
    dana.sendText(conversation, 'live');
    await session.until(() => session.texts().includes('live'));
    expect(session.texts()).toEqual(['Hi', 'missed', 'live']);
  });

  it('a message that the history shows too late is still told', async () => {
    const { session, conversation, dana, cutOff, reachable, levers } = await connected();
    await cutOff();
    levers.historyLagMs = 150;
    dana.sendText(conversation, 'slow to show');
    reachable();
    await session.until(() => session.texts().includes('slow to show'));
    expect(session.texts()).toEqual(['Hi', 'slow to show']);
  });

  it('the agent’s leaving is noticed though nobody listened', async () => {
    const { session, conversation, dana, cutOff, reachable } = await connected();
    await cutOff();
    dana.sendText(conversation, 'Goodbye');
    dana.disconnect(conversation);
    reachable();
    await session.waitFor('disconnected');
    expect(session.texts()).toEqual(['Hi', 'Goodbye']);
  });

  it('a socket that is only half open is noticed and what it swallowed is told', async () => {
    const { session, conversation, dana, levers } = await connected();
    levers.freezeSockets(true);
    dana.sendText(conversation, 'into the void');
    await session.until(() => session.texts().includes('into the void'));
    expect(session.texts()).toEqual(['Hi', 'into the void']);
  });

  it('a session taken up by another process tells what is news, not what is known', async () => {
    const { session, conversation, dana, lastReceipt } = await connected();
    const known = await session.waitFor('message');
    await session.close();
    for (const text of numbered(1, 30)) dana.sendText(conversation, text);

    const later = openRecorded(await genesys.transport(), {
      state: session.state,
      resumed: true,
      lastReceipt,
      knownThroughMs: known.timeMs,
    });
    await later.up();
    // What is close to the known time may come again; the core knows it by its id.
    const news = later.events.filter((event) => event.kind !== 'message' || event.id !== known.id);
    expect(news.map((event) => (event.kind === 'message' ? event.text : event.kind))).toEqual([
      ...numbered(1, 30),
      'connection',
    ]);
  });

  it('words that the taker could not take are offered again before later ones', async () => {
    const { simulator } = genesys;
    let refusals = 2;
    const session = openRecorded(await genesys.transport(), {
      onEvent: async (event) => {
        if (event.kind === 'message' && refusals-- > 0) throw new Error('storage is away');
      },
    });
    await session.send({ id: 'm1', text: 'Hello' });
    const conversation = await simulator.waitForConversation();
    simulator.agent('Dana').accept(conversation);
    simulator.agent('Dana').sendText(conversation, 'one');
    simulator.agent('Dana').sendText(conversation, 'two');
    await session.until(() => session.texts().length === 2);
    expect(session.texts()).toEqual(['one', 'two']);
  });
});

/** For what shows in the log only. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}
