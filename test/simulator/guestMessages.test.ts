import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator';
import { GuestClient } from './guestClient';
import { ManualClock } from './manualClock';

let simulator: Simulator;
let clock: ManualClock;
let guest: GuestClient;

async function start(options: SimulatorOptions = {}): Promise<void> {
  clock = new ManualClock();
  simulator = await startSimulator({ clock, ...options });
  guest = await GuestClient.configured(simulator);
}

afterEach(() => simulator.close());

const quickReply = {
  contentType: 'ButtonResponse',
  buttonResponse: { type: 'QuickReply', text: 'Refund', payload: 'opt' },
};

describe('onMessage', () => {
  beforeEach(() => start());

  it.each([
    ['no message', {}, 4020],
    ['an empty text', { message: { type: 'Text', text: '' } }, 4020],
    ['a text that is no string', { message: { type: 'Text', text: 5 } }, 400],
    ['an unknown type', { message: { type: 'Smoke', text: 'x' } }, 400],
    ['a text of more than 4096 bytes', { message: { type: 'Text', text: 'é'.repeat(2049) } }, 4011],
    ['content without a type', { message: { type: 'Text', text: 'x', content: [{}] } }, 4020],
    ['an unknown attachment', { message: { content: [{ contentType: 'Attachment', attachment: { id: 'x' } }] } }, 4009],
    [
      'a choice without payload',
      { message: { content: [{ contentType: 'ButtonResponse', buttonResponse: { text: 'x' } }] } },
      4020,
    ],
    ['an event of no kind', { message: { type: 'Event', events: [] } }, 4020],
    ['an unknown event', { message: { type: 'Event', events: [{ eventType: 'Yawn' }] } }, 400],
  ])('is refused with %s', async (_case, rest, code) => {
    expect(await guest.request('onMessage', rest)).toMatchObject({ type: 'response', class: 'string', code });
    expect(simulator.conversations()).toEqual([]);
  });

  it('takes a text of exactly 4096 bytes', async () => {
    expect((await guest.text('é'.repeat(2048))).code).toBe(200);
  });

  it.each([
    ['as Structured with a label', { type: 'Structured', text: 'Refund', content: [quickReply] }],
    ['as Text with an empty text', { type: 'Text', text: '', content: [quickReply] }],
    ['as Text without a text', { type: 'Text', content: [quickReply] }],
  ])('takes an answer to a quick reply %s', async (_case, message) => {
    const echo = await guest.request('onMessage', { message });
    expect(echo).toMatchObject({ class: 'StructuredMessage', body: { direction: 'Inbound', content: [quickReply] } });
  });

  it('keeps the attributes of the first message and adds those of later ones', async () => {
    await guest.text('hello', { queue: 'Sales', 'order.number': '17' });
    await guest.text('more', { tier: 'gold' });
    const [conversation] = simulator.conversations();
    expect(conversation!.attributes).toEqual({ queue: 'Sales', 'order.number': '17', tier: 'gold' });
    expect(conversation!.queue.name).toBe('Sales');
  });

  it('refuses attributes of more than 2048 bytes and values that are no strings', async () => {
    expect(await guest.text('x', { key: 'é'.repeat(1023) })).toMatchObject({ code: 4013 });
    const channel = { metadata: { customAttributes: { priority: 5 } } };
    const answer = await guest.request('onMessage', { message: { type: 'Text', text: 'x', channel } });
    expect(answer).toMatchObject({ code: 400 });
  });

  it('ignores attributes at the top level', async () => {
    await guest.request('onMessage', {
      message: { type: 'Text', text: 'hello' },
      channel: { metadata: { customAttributes: { queue: 'Sales' } } },
    });
    expect(simulator.conversations()[0]).toMatchObject({ attributes: {}, queue: { name: 'Support' } });
  });

  it('allows five messages a second and says when to come back', async () => {
    const echoes = await Promise.all(['1', '2', '3', '4', '5'].map((text) => guest.text(text)));
    expect(echoes.map((echo) => echo.code)).toEqual([200, 200, 200, 200, 200]);
    expect(await guest.text('6')).toMatchObject({
      class: 'TooManyRequestsErrorMessage',
      code: 429,
      body: { retryAfter: 1, errorCode: 4029, errorMessage: expect.any(String) },
    });
    clock.advance(1000);
    expect((await guest.text('6')).code).toBe(200);
    expect(simulator.conversations()[0]!.messages.map((message) => message.text)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
    ]);
  });

  it('allows sixty requests a minute and connection', async () => {
    for (let count = 1; count < 60; count += 1) expect((await guest.request('getJwt')).code).toBe(200);
    expect(await guest.request('getJwt')).toMatchObject({ code: 429, body: { retryAfter: 60 } });
  });

  it('allows two echoes a minute and connection', async () => {
    for (const code of [200, 200, 429]) expect(await guest.request('echo')).toMatchObject({ code });
  });

  it('has no limits where they are switched off, also while running', async () => {
    simulator.limits.enforce = false;
    const echoes = await Promise.all([...Array(70).keys()].map((number) => guest.text(`message ${number}`)));
    expect(echoes.every((echo) => echo.code === 200)).toBe(true);
  });
});

describe('options about the wire', () => {
  it('let the top-level channel count as it once did', async () => {
    await start({ legacyTopLevelChannel: true });
    await guest.request('onMessage', {
      message: { type: 'Text', text: 'hello' },
      channel: { metadata: { customAttributes: { queueName: 'Sales' } } },
    });
    expect(simulator.conversations()[0]!.queue.name).toBe('Sales');
  });

  it('give the guest its own metadata back', async () => {
    await start({ echoGuestMetadata: true });
    const echo = await guest.request('onMessage', {
      message: { type: 'Text', text: 'x', metadata: { id: 'client-1' } },
    });
    expect(echo.body.metadata).toMatchObject({ id: 'client-1' });
  });
});

describe('typing', () => {
  const typing = { eventType: 'Typing', typing: { type: 'On' } };
  beforeEach(() => start());

  it('of the user shows for five seconds, or until the message comes', async () => {
    await guest.text('hello');
    const [conversation] = simulator.conversations();
    await guest.event(typing);
    await conversation!.waitForUserTyping();
    clock.advance(4999);
    expect(conversation!.userTyping).toBe(true);
    clock.advance(1);
    expect(conversation!.userTyping).toBe(false);
    await guest.event(typing);
    await guest.text('here it is');
    expect(conversation!.userTyping).toBe(false);
  });

  it('of the user is refused with 403 where the configuration has it off', async () => {
    simulator.deployment().configuration.showUserTypingIndicator = false;
    expect(await guest.event(typing)).toMatchObject({ class: 'string', code: 403 });
  });

  it('creates no conversation', async () => {
    expect((await guest.event(typing)).body.direction).toBe('Inbound');
    expect(simulator.conversations()).toEqual([]);
  });

  it('of the agent reaches the guest twelve times a minute, where the configuration has it on', async () => {
    await guest.text('hello');
    const [conversation] = simulator.conversations();
    const dana = simulator.agent('Dana');
    dana.accept(conversation!);
    for (let count = 0; count < 20; count += 1) dana.typing(conversation!);
    dana.sendText(conversation!, 'done');
    await guest.outbound('done');
    const isTyping = (frame: { body: { events?: { eventType: string }[] } }) =>
      frame.body.events?.[0]?.eventType === 'Typing';
    expect(guest.frames.filter(isTyping)).toHaveLength(12);
    expect(guest.frames.find(isTyping)!.body).toMatchObject({
      type: 'Event',
      direction: 'Outbound',
      events: [{ typing: { type: 'On', duration: 5000 } }],
    });
    simulator.deployment().configuration.showAgentTypingIndicator = false;
    clock.advance(60_000);
    dana.typing(conversation!);
    await guest.flush();
    expect(guest.frames.filter(isTyping)).toHaveLength(12);
  });
});

describe('Join', () => {
  const join = { eventType: 'Presence', presence: { type: 'Join' } };

  it('starts a conversation without a message where autoStart is on', async () => {
    await start({ configuration: { autoStart: { enabled: true } }, welcomeText: 'Welcome' });
    const echo = await guest.event(join);
    expect(echo.body).toMatchObject({ type: 'Event', direction: 'Inbound', events: [join] });
    expect((await guest.outbound('Welcome')).body.originatingEntity).toBe('Bot');
    expect((await guest.configure()).body.autoStarted).toBe(true);
  });

  it('is refused where it is off', async () => {
    await start();
    expect(await guest.event(join)).toMatchObject({ class: 'string', code: 403 });
  });
});

describe('Clear', () => {
  const clear = { eventType: 'Presence', presence: { type: 'Clear' } };
  beforeEach(() => start());

  it('ends the conversation and the session, in this order of frames', async () => {
    await guest.text('hello');
    const before = guest.frames.length;
    await guest.event(clear);
    expect(await guest.closed()).toMatchObject({ code: 1000 });
    expect(guest.frames.slice(before).map((frame) => frame.class)).toEqual([
      'StructuredMessage',
      'SessionClearedEvent',
      'ConnectionClosedEvent',
    ]);
    expect(simulator.conversations()[0]).toMatchObject({ state: 'disconnected', disconnectedBy: 'user' });
    const again = await GuestClient.open(simulator, { token: guest.token });
    expect((await again.configure()).body.newSession).toBe(true);
  });

  it('is refused with a 403 that names Conversation Clear where it is off', async () => {
    simulator.deployment().configuration.conversationClear.enabled = false;
    expect(await guest.event(clear)).toMatchObject({
      class: 'string',
      code: 403,
      body: expect.stringContaining('Conversation Clear'),
    });
  });
});
