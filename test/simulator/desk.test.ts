import { request } from 'node:http';
import { type SimulatedConversation, type Simulator, startSimulator } from '../../src/simulator';
import { GuestClient } from './guestClient';

let simulator: Simulator;
let guest: GuestClient;
let conversation: SimulatedConversation;

beforeEach(async () => {
  simulator = await startSimulator();
  guest = await GuestClient.configured(simulator);
  await guest.text('My parcel is late', { firstName: 'Ada', lastName: 'Lovelace', 'order.number': '17' });
  conversation = await simulator.waitForConversation();
});

afterEach(() => simulator.close());

function post(path: string, body: object = {}, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${simulator.deskUrl}/api/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

const act = (action: string, body: object = {}) =>
  post(`conversations/${conversation.id}/${action}`, { agent: 'Dana', ...body });

/** The status of a request with headers that `fetch` would not let a test set. */
function statusWith(path: string, headers: Record<string, string>): Promise<number | undefined> {
  const { hostname, port } = new URL(simulator.url);
  return new Promise((resolve, reject) => {
    const ask = request({ hostname, port, path, headers }, (response) => {
      response.destroy();
      resolve(response.statusCode);
    });
    ask.on('error', reject).end();
  });
}

// biome-ignore lint/suspicious/noExplicitAny: tests read the wire as it comes
type State = any;

/** Reads states off the event stream until one fits. */
async function stateWhere(fits: (state: State) => boolean): Promise<State> {
  const stream = await fetch(`${simulator.deskUrl}/events`);
  let text = '';
  for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data !== undefined && fits(JSON.parse(data))) return JSON.parse(data);
    }
  }
  throw new Error('The stream ended');
}

describe('the desk’s page', () => {
  it('comes with all its parts and a policy that allows no foreign code', async () => {
    const page = await fetch(simulator.deskUrl);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const html = await page.text();
    const parts = [...html.matchAll(/(?:href|src)="(\/desk\/[^"]+)"/g)].map((match) => match[1]);
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) expect((await fetch(`${simulator.url}${part}`)).status).toBe(200);
    expect(html).not.toMatch(/https?:\/\//);
  });

  it('serves nothing beside its folder', async () => {
    for (const name of ['nothing.js', '..%2FstartSimulator.ts', '%2e%2e%2fpackage.json']) {
      expect((await fetch(`${simulator.deskUrl}/${name}`)).status).toBe(404);
    }
  });
});

describe('the desk’s state', () => {
  it('is complete at once, so that a reload loses nothing', async () => {
    const state = await stateWhere(() => true);
    expect(state).toMatchObject({
      queues: [{ name: 'Support' }, { name: 'Billing' }, { name: 'Sales' }],
      agents: [{ name: 'Dana', onQueue: true }, { name: 'Sam' }, { name: 'Noor' }],
      conversations: [
        {
          id: conversation.id,
          state: 'alerting',
          queue: 'Support',
          userName: 'Ada Lovelace',
          topic: 'My parcel is late',
          attributes: { 'order.number': '17' },
          ringingFor: ['Dana', 'Sam', 'Noor'],
          messages: [{ from: 'user', text: 'My parcel is late' }],
        },
      ],
    });
  });

  it('follows what happens', async () => {
    const typing = stateWhere((state) => state.conversations[0].userTyping);
    await guest.event({ eventType: 'Typing', typing: { type: 'On' } });
    expect((await typing).conversations[0].messages).toHaveLength(1);
    const connected = stateWhere((state) => state.conversations[0].agentName === 'Sam');
    simulator.agent('Sam').accept(conversation);
    expect((await connected).conversations[0].state).toBe('connected');
  });

  it('holds no guest token', async () => {
    const state = await (await fetch(`${simulator.deskUrl}/api/state`)).text();
    expect(state).not.toContain(guest.token);
  });
});

describe('the desk’s actions', () => {
  it('carry a conversation from accept to close', async () => {
    expect((await act('accept')).status).toBe(204);
    expect((await act('typing')).status).toBe(204);
    expect((await act('text', { text: 'Hello Ada' })).status).toBe(204);
    await guest.outbound('Hello Ada');
    expect((await act('transfer', { queue: 'Billing' })).status).toBe(204);
    expect(conversation.queue.name).toBe('Billing');
    expect((await act('decline')).status).toBe(204);
    expect((await act('accept')).status).toBe(204);
    expect((await act('disconnect')).status).toBe(204);
    expect(conversation).toMatchObject({ state: 'disconnected', disconnectedBy: 'agent' });
  });

  it('say why when they come too late', async () => {
    simulator.agent('Sam').accept(conversation);
    const refused = await act('accept');
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ message: expect.stringContaining('connected to Sam') });
  });

  it('of unknown conversations, agents and kinds are not found', async () => {
    expect((await post('conversations/unknown/accept', { agent: 'Dana' })).status).toBe(404);
    expect((await act('accept', { agent: 'Nobody' })).status).toBe(404);
    expect((await act('dance')).status).toBe(404);
    expect((await post('agents/Nobody/on-queue')).status).toBe(404);
    expect((await post('levers/nothing')).status).toBe(404);
  });

  it('switch an agent on and off the queue', async () => {
    await post('agents/Dana/on-queue', { onQueue: false });
    expect(simulator.agent('Dana').onQueue).toBe(false);
    await post('agents/Dana/on-queue', { onQueue: true });
    expect(simulator.agent('Dana').onQueue).toBe(true);
  });

  it('pull levers', async () => {
    expect((await post('levers/drop-sockets')).status).toBe(204);
    await guest.closed();
  });
});

describe('the desk’s door', () => {
  it('is closed to other sites', async () => {
    const { host } = new URL(simulator.url);
    expect(await statusWith('/desk/api/state', { host, origin: 'https://evil.example.test' })).toBe(403);
    expect(await statusWith('/desk/events', { host, origin: 'null' })).toBe(403);
    expect(await statusWith('/desk/api/state', { host, origin: simulator.url })).toBe(200);
    expect(await statusWith('/desk/api/state', { host, origin: 'http://localhost:3978' })).toBe(200);
  });

  it('is closed to names that only point here', async () => {
    expect(await statusWith('/desk', { host: 'rebound.example.test' })).toBe(403);
    expect(await statusWith('/desk', { host: `localhost:${new URL(simulator.url).port}` })).toBe(200);
  });

  it('takes JSON only, which a form of another site cannot send', async () => {
    const refused = await post('levers/drop-sockets', {}, { 'content-type': 'text/plain' });
    expect(refused.status).toBe(403);
    expect(guest.closedWith).toBeUndefined();
  });
});

describe('what the desk sends beside text', () => {
  beforeEach(() => act('accept'));

  it('is one of each ready-made message, as the guest gets them', async () => {
    const { canned } = await stateWhere(() => true);
    for (const { name } of canned) expect((await act('canned', { name })).status).toBe(204);
    const types = conversation.messages.flatMap(({ content }) => content ?? []).map(({ contentType }) => contentType);
    expect([...new Set(types)]).toEqual([
      'QuickReply',
      'Card',
      'Carousel',
      'ListPicker',
      'DatePicker',
      'Form',
      'Attachment',
      'Hologram',
    ]);
    expect((await act('canned', { name: 'none' })).status).toBe(409);
  });

  it('is a file of the agent’s machine, which the guest can read', async () => {
    const data = Buffer.from('hello').toString('base64');
    expect((await act('file', { name: 'note.txt', mime: 'text/plain', data })).status).toBe(204);
    const attachment = conversation.messages.at(-1)?.content?.[0]?.attachment as { url: string };
    expect(await (await fetch(attachment.url)).text()).toBe('hello');
    expect((await act('file', { name: 'empty.txt', data: '' })).status).toBe(409);
  });

  it('shows pictures that cannot hold a script, and everything else as a download', async () => {
    await act('canned', { name: 'picture' });
    await act('file', { name: 'x.svg', mime: 'image/svg+xml', data: Buffer.from('<svg/>').toString('base64') });
    const { conversations } = await stateWhere((state) => state.conversations[0].messages.length > 2);
    const hrefs = conversations[0].messages.flatMap(({ content }: State) => content.map(({ href }: State) => href));
    const types = await Promise.all(
      hrefs.map(async (href: string) => (await fetch(`${simulator.url}${href}?show`)).headers.get('content-type')),
    );
    expect(types).toEqual(['image/png', 'application/octet-stream']);
  });
});
