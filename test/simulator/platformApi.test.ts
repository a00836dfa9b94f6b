import { type Simulator, startSimulator } from '../../src/simulator';
import { GuestClient } from './guestClient';
import { ManualClock } from './manualClock';

let simulator: Simulator;
let clock: ManualClock;

beforeEach(async () => {
  clock = new ManualClock();
  simulator = await startSimulator({ clock, tokenSeconds: 300, queues: ['Support', 'Billing', 'Bills and coins'] });
});

afterEach(() => simulator.close());

function logIn(secret = simulator.oauth.clientSecret, id = simulator.oauth.clientId, grant = 'client_credentials') {
  return fetch(`${simulator.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: grant }),
  });
}

async function token(): Promise<string> {
  return ((await (await logIn()).json()) as { access_token: string }).access_token;
}

async function call(method: string, path: string, body?: object, key?: string) {
  const response = await fetch(`${simulator.url}/api/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${key ?? (await token())}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

describe('the token endpoint', () => {
  it('gives a token for the lifetime of the client', async () => {
    const answer = await logIn();
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      token_type: 'bearer',
      expires_in: 299,
      access_token: expect.any(String),
    });
  });

  it.each([
    ['a wrong secret', ['wrong'], 'invalid_client'],
    ['an unknown client', ['x', 'nobody'], 'invalid_client'],
    ['another grant', [undefined, undefined, 'password'], 'unsupported_grant_type'],
  ])('answers 400 to %s', async (_case, values, error) => {
    const answer = await logIn(...(values as [string?, string?, string?]));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error });
  });

  it('fails where a lever says so', async () => {
    simulator.levers.failOAuth(503, 1);
    expect((await logIn()).status).toBe(503);
    expect((await logIn()).status).toBe(200);
  });
});

describe('an access token', () => {
  it('opens the platform API, and every answer has a correlation id', async () => {
    const answer = await call('GET', '/organizations/me');
    expect(answer).toMatchObject({ status: 200, body: { name: 'Simulated organization' } });
    expect(answer.headers.get('inin-correlation-id')).toEqual(expect.any(String));
    expect((await call('GET', '/tokens/me')).status).toBe(200);
    expect((await call('HEAD', '/tokens/me')).status).toBe(200);
  });

  it('is refused when it is wrong, has expired, or was withdrawn', async () => {
    const key = await token();
    expect(await call('GET', '/organizations/me', undefined, 'wrong')).toMatchObject({
      status: 401,
      body: { status: 401 },
    });
    clock.advance(300_000);
    expect((await call('GET', '/organizations/me', undefined, key)).status).toBe(401);
    const second = await token();
    expect((await call('DELETE', '/tokens/me', undefined, second)).status).toBe(204);
    expect((await call('GET', '/organizations/me', undefined, second)).status).toBe(401);
    const third = await token();
    simulator.revokeTokens();
    expect((await call('GET', '/organizations/me', undefined, third)).status).toBe(401);
  });

  it('meets failures where a lever says so', async () => {
    const key = await token();
    simulator.levers.failPlatform(429, 1, 4);
    const answer = await call('GET', '/organizations/me', undefined, key);
    expect(answer).toMatchObject({ status: 429, body: { code: 'too.many.requests.retry.after' } });
    expect(answer.headers.get('retry-after')).toBe('4');
  });
});

describe('queues', () => {
  const names = async (query: string) =>
    (await call('GET', `/routing/queues${query}`)).body.entities.map((queue: { name: string }) => queue.name);

  it('come in pages, by name', async () => {
    expect(await names('')).toEqual(['Billing', 'Bills and coins', 'Support']);
    expect(await names('?sortOrder=desc')).toEqual(['Support', 'Bills and coins', 'Billing']);
    expect(await names('?pageSize=2&pageNumber=2')).toEqual(['Support']);
    expect((await call('GET', '/routing/queues?pageSize=2')).body).toMatchObject({
      total: 3,
      pageCount: 2,
      nextUri: expect.any(String),
    });
    expect((await call('GET', '/routing/queues?pageSize=0')).status).toBe(400);
  });

  it('are found by name, with stars and in any case', async () => {
    expect(await names('?name=bill*')).toEqual(['Billing', 'Bills and coins']);
    expect(await names('?name=*ing')).toEqual(['Billing']);
    expect(await names('?name=*ill*')).toEqual(['Billing', 'Bills and coins']);
    expect(await names('?name=Bill')).toEqual([]);
    expect(await names('?name=support')).toEqual(['Support']);
  });

  it('are found by id', async () => {
    const { id } = simulator.queues[0]!;
    expect(await names(`?id=${id}`)).toEqual(['Support']);
    expect((await call('GET', `/routing/queues/${id}`)).body).toMatchObject({ id, name: 'Support', memberCount: 3 });
    expect(await call('GET', '/routing/queues/unknown')).toMatchObject({ status: 404, body: { code: 'not.found' } });
  });
});

describe('a conversation', () => {
  async function begin() {
    const guest = await GuestClient.configured(simulator);
    const echo = await guest.text('hello', { queue: 'Billing', tier: 'gold' });
    return { guest, echo, conversation: await simulator.waitForConversation() };
  }

  it('is found by the id of any of its messages', async () => {
    const { echo, conversation } = await begin();
    const details = await call('GET', `/conversations/messages/${echo.body.id}/details`);
    expect(details.body.conversationId).toBe(conversation.id);
    expect((await call('GET', '/conversations/messages/unknown/details')).status).toBe(404);
  });

  it('shows queue, agents and customer as participants', async () => {
    const { conversation } = await begin();
    const participants = async () =>
      (await call('GET', `/conversations/messages/${conversation.id}`)).body.participants;
    const queued = await participants();
    expect(queued).toContainEqual(
      expect.objectContaining({
        purpose: 'customer',
        state: 'connected',
        attributes: { queue: 'Billing', tier: 'gold' },
      }),
    );
    expect(queued).toContainEqual(
      expect.objectContaining({ purpose: 'acd', state: 'connected', queue: { id: conversation.queue.id } }),
    );
    expect(queued).toContainEqual(expect.objectContaining({ purpose: 'agent', state: 'alerting', name: 'Dana' }));

    simulator.agent('Dana').accept(conversation);
    const connected = await participants();
    expect(connected).toContainEqual(
      expect.objectContaining({ purpose: 'acd', state: 'disconnected', disconnectType: 'transfer' }),
    );
    expect(connected).toContainEqual(
      expect.objectContaining({ purpose: 'agent', state: 'connected', name: 'Dana', user: { id: expect.any(String) } }),
    );
    expect(connected).toContainEqual(expect.objectContaining({ purpose: 'agent', state: 'disconnected', name: 'Sam' }));

    simulator.agent('Dana').disconnect(conversation);
    const ended: { state: string }[] = await participants();
    expect(ended.every((participant) => participant.state === 'disconnected')).toBe(true);
  });

  it('is ended for all by PATCH, once', async () => {
    const { guest, conversation } = await begin();
    const path = `/conversations/messages/${conversation.id}`;
    expect((await call('PATCH', path, { state: 'dancing' })).status).toBe(400);
    expect((await call('PATCH', path, { state: 'disconnected' })).status).toBe(200);
    await guest.next((frame) => frame.body.events?.[0]?.presence?.type === 'Disconnect');
    expect(conversation).toMatchObject({ state: 'disconnected', disconnectedBy: 'system' });
    expect((await call('PATCH', path, { state: 'disconnected' })).status).toBe(409);
    expect((await call('PATCH', '/conversations/messages/unknown', { state: 'disconnected' })).status).toBe(404);
  });

  it('is ended by the customer with a PATCH of the participant', async () => {
    const { conversation } = await begin();
    const path = `/conversations/messages/${conversation.id}`;
    const { participants } = (await call('GET', path)).body;
    const customer = participants.find((one: { purpose: string }) => one.purpose === 'customer');
    expect((await call('PATCH', `${path}/participants/${customer.id}`, { state: 'disconnected' })).status).toBe(200);
    expect(conversation.disconnectedBy).toBe('user');
    expect((await call('PATCH', `${path}/participants/unknown`, { state: 'disconnected' })).status).toBe(404);
  });
});
