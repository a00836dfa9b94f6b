import { type Simulator, startSimulator } from '../../src/simulator';
import { GuestClient } from './guestClient';
import { ManualClock } from './manualClock';

let simulator: Simulator;
let clock: ManualClock;
let guest: GuestClient;

beforeEach(async () => {
  clock = new ManualClock();
  simulator = await startSimulator({ clock });
  guest = await GuestClient.configured(simulator);
});

afterEach(() => simulator.close());

async function read(query = '', jwt?: string): Promise<Response> {
  const key = jwt ?? (await guest.request('getJwt')).body.jwt;
  return fetch(`${simulator.url}/api/v2/webmessaging/messages${query}`, {
    headers: { authorization: `bearer ${key}` },
  });
}

// biome-ignore lint/suspicious/noExplicitAny: tests read the wire as it comes
async function readPage(query = ''): Promise<any> {
  return (await read(query)).json();
}

async function write(...texts: string[]): Promise<void> {
  for (const text of texts) {
    await guest.text(text);
    clock.advance(1000);
  }
}

describe('the history', () => {
  it('is newest first and has integers for its pages', async () => {
    await write('one', 'two', 'three');
    const page = await readPage('?pageSize=2&pageNumber=1');
    expect(page).toMatchObject({ pageSize: 2, pageNumber: 1, total: 3, pageCount: 2 });
    expect(page.entities.map((entity: { text: string }) => entity.text)).toEqual(['three', 'two']);
  });

  it('has 25 messages a page by default and an empty page past its end', async () => {
    await write('one');
    expect(await (await read()).json()).toMatchObject({ pageSize: 25, pageNumber: 1, total: 1 });
    expect(await (await read('?pageSize=100&pageNumber=2')).json()).toMatchObject({ entities: [] });
  });

  it('shows an inbound message under another id with the same channel.messageId', async () => {
    const echo = await guest.text('one');
    const { entities } = await readPage();
    expect(entities[0].channel.messageId).toBe(echo.body.channel.messageId);
    expect(entities[0].id).not.toBe(echo.body.id);
  });

  it('shows an outbound message under its own id, missed ones and the end included', async () => {
    await guest.text('one');
    const [conversation] = simulator.conversations();
    guest.close();
    const dana = simulator.agent('Dana');
    dana.accept(conversation!);
    const sent = dana.sendText(conversation!, 'are you there?');
    dana.disconnect(conversation!);
    guest = await GuestClient.configured(simulator, { token: guest.token });
    expect(guest.frames.map((frame) => frame.class)).toEqual(['SessionResponse']);
    const { entities } = await readPage();
    expect(entities[0]).toMatchObject({ type: 'Event', events: [{ presence: { type: 'Disconnect' } }] });
    expect(entities[1]).toMatchObject({
      id: sent.id,
      direction: 'Outbound',
      originatingEntity: 'Human',
      text: 'are you there?',
    });
  });

  it('needs a JWT that is younger than a minute', async () => {
    const { jwt, exp } = (await guest.request('getJwt')).body;
    expect(exp).toBe(clock.now() / 1000 + 60);
    expect((await read('', jwt)).status).toBe(200);
    clock.advance(60_000);
    const refused = await read('', jwt);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ status: 401, code: expect.any(String) });
    expect((await read('', 'forged.jwt.value')).status).toBe(401);
  });

  it('may be read ten times a minute', async () => {
    const { jwt } = (await guest.request('getJwt')).body;
    for (let count = 0; count < 10; count += 1) expect((await read('', jwt)).status).toBe(200);
    const refused = await read('', jwt);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('60');
  });

  it('is late or fails where a lever says so', async () => {
    await guest.text('one');
    simulator.levers.historyLagMs = 500;
    expect(await (await read()).json()).toMatchObject({ total: 0 });
    clock.advance(500);
    expect(await (await read()).json()).toMatchObject({ total: 1 });
    simulator.levers.failHistory(503, 1);
    expect((await read()).status).toBe(503);
    expect((await read()).status).toBe(200);
  });
});
