import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator';
import { GuestClient } from './guestClient';
import { ManualClock } from './manualClock';

let simulator: Simulator;
let clock: ManualClock;

async function start(options: SimulatorOptions = {}): Promise<void> {
  clock = new ManualClock();
  simulator = await startSimulator({ clock, ...options });
}

async function ask(attributes: Record<string, string> = {}) {
  const guest = await GuestClient.configured(simulator);
  const coming = simulator.nextConversation();
  await guest.text('hello', attributes);
  return { guest, conversation: await coming };
}

const ends = (guest: GuestClient) =>
  guest.frames.filter((frame) => frame.body.events?.[0]?.presence?.type === 'Disconnect');

afterEach(() => simulator.close());

describe('the inbound flow', () => {
  it.each(['queue', 'queueName'])('routes by the attribute %s', async (key) => {
    await start();
    expect((await ask({ [key]: 'billing' })).conversation.queue.name).toBe('Billing');
  });

  it('routes by a queue id', async () => {
    await start({ queues: ['Support', { name: 'Parcels', id: 'q-17' }] });
    expect((await ask({ queueId: 'q-17' })).conversation.queue).toEqual({ id: 'q-17', name: 'Parcels' });
    expect((await ask({ queue: 'q-17' })).conversation.queue).toEqual({ id: 'q-17', name: 'Parcels' });
  });

  it('sends what it cannot route to the default queue', async () => {
    await start({ defaultQueue: 'Sales' });
    expect((await ask({ queue: 'Nowhere' })).conversation.queue.name).toBe('Sales');
    expect((await ask()).conversation.queue.name).toBe('Sales');
  });

  it('reads skills, language and priority', async () => {
    await start();
    const { conversation } = await ask({ skills: ' invoices ,, refunds', language: 'fr', priority: '7' });
    expect(conversation).toMatchObject({ skills: ['invoices', 'refunds'], language: 'fr', priority: 7 });
    expect((await ask({ priority: 'high' })).conversation.priority).toBe(0);
  });

  it('welcomes the guest as a bot, after the first message', async () => {
    await start({ welcomeText: 'One moment' });
    const { guest, conversation } = await ask();
    expect((await guest.outbound('One moment')).body.originatingEntity).toBe('Bot');
    expect(conversation.messages.map((message) => message.from)).toEqual(['user', 'flow']);
  });

  it('can be replaced, and may end the conversation itself', async () => {
    await start({ flow: ({ text }) => ({ welcomeText: `No time for "${text}"`, disconnect: true }) });
    const guest = await GuestClient.configured(simulator);
    await guest.text('a chat');
    await guest.outbound('No time for "a chat"');
    await guest.next((frame) => frame.body.events?.[0]?.presence?.type === 'Disconnect');
    expect(simulator.conversations()[0]).toMatchObject({ state: 'disconnected', disconnectedBy: 'flow' });
  });

  it('can speak and hang up later', async () => {
    await start();
    const { guest, conversation } = await ask();
    conversation.sendFlowText('All agents are busy');
    conversation.disconnectByFlow();
    await guest.outbound('All agents are busy');
    expect(conversation.disconnectedBy).toBe('flow');
  });
});

describe('agents', () => {
  it('ring together, and the first to accept has it', async () => {
    await start();
    const { conversation } = await ask();
    expect(conversation.state).toBe('alerting');
    simulator.agent('Sam').accept(conversation);
    expect(conversation).toMatchObject({ state: 'connected', agentName: 'Sam' });
    expect(() => simulator.agent('Dana').accept(conversation)).toThrow('connected to Sam');
    expect(() => simulator.agent('Dana').sendText(conversation, 'hi')).toThrow('connected to Sam');
  });

  it('ring only when they are members, on queue and idle', async () => {
    await start({
      queues: ['Support', 'Billing'],
      agents: [
        { name: 'Dana', queues: ['Support'], capacity: 1 },
        { name: 'Sam', queues: ['Billing'], onQueue: false },
      ],
    });
    const billing = (await ask({ queue: 'Billing' })).conversation;
    expect(billing.state).toBe('waiting');
    expect(() => simulator.agent('Dana').accept(billing)).toThrow('no member');
    simulator.agent('Sam').setOnQueue(true);
    expect(billing.state).toBe('alerting');
    simulator.agent('Sam').setOnQueue(false);
    expect(billing.state).toBe('waiting');

    const first = (await ask()).conversation;
    simulator.agent('Dana').accept(first);
    const second = (await ask()).conversation;
    expect(second.state).toBe('waiting');
    simulator.agent('Dana').disconnect(first);
    expect(second.state).toBe('alerting');
  });

  it('who decline send it back to the queue, where others still ring', async () => {
    await start({ agents: ['Dana', 'Sam'] });
    const { guest, conversation } = await ask();
    simulator.agent('Dana').decline(conversation);
    expect(conversation.state).toBe('alerting');
    simulator.agent('Sam').decline(conversation);
    expect(conversation.state).toBe('waiting');
    simulator.agent('Dana').setOnQueue(false);
    simulator.agent('Dana').setOnQueue(true);
    expect(conversation.state).toBe('alerting');
    await guest.flush();
    expect(guest.frames.filter((frame) => frame.body.direction === 'Outbound')).toEqual([]);
  });

  it('transfer to another queue without a word to the guest', async () => {
    await start();
    const { guest, conversation } = await ask();
    const dana = simulator.agent('Dana');
    dana.accept(conversation);
    const waiting = simulator.nextConversation({ queue: 'Sales' });
    dana.transfer(conversation, 'Sales');
    expect((await waiting).id).toBe(conversation.id);
    expect(conversation).toMatchObject({ queue: { name: 'Sales' }, agentName: undefined });
    simulator.agent('Noor').accept(conversation);
    simulator.agent('Noor').sendText(conversation, 'Noor here');
    await guest.outbound('Noor here');
    expect(guest.frames.filter((frame) => frame.body.direction === 'Outbound')).toHaveLength(1);
    expect(() => simulator.agent('Noor').transfer(conversation, 'Nowhere')).toThrow('no queue');
  });

  it('can write without a name, send files and structured messages', async () => {
    await start();
    const { guest, conversation } = await ask();
    const dana = simulator.agent('Dana');
    dana.accept(conversation);
    dana.sendText(conversation, 'incognito', { anonymous: true });
    expect((await guest.outbound('incognito')).body.channel.from).toEqual({});

    dana.sendAttachment(conversation, { filename: 'form.pdf', mime: 'application/pdf', data: 'PDF' });
    const file = await guest.next((frame) => frame.body.content?.[0]?.contentType === 'Attachment');
    expect(file.body).toMatchObject({ type: 'Text', direction: 'Outbound', originatingEntity: 'Human' });
    const { attachment } = file.body.content[0];
    expect(attachment).toMatchObject({ filename: 'form.pdf', mediaType: 'File', mime: 'application/pdf', fileSize: 3 });
    expect(await (await fetch(attachment.url)).text()).toBe('PDF');
    clock.advance(600_000);
    expect((await fetch(attachment.url)).status).toBe(404);

    const content = [{ contentType: 'QuickReply', quickReply: { text: 'Refund', payload: 'r', action: 'Message' } }];
    dana.sendStructured(conversation, { text: 'What is it about?', content });
    expect((await guest.outbound('What is it about?')).body).toMatchObject({ type: 'Structured', content });
  });

  it('may write 4000 characters and not nothing', async () => {
    await start();
    const { conversation } = await ask();
    const dana = simulator.agent('Dana');
    dana.accept(conversation);
    expect(() => dana.sendText(conversation, 'x'.repeat(4001))).toThrow('4000');
    expect(() => dana.sendText(conversation, '')).toThrow('empty');
  });
});

describe('the end by the agent', () => {
  async function endWith(conversationDisconnect: { enabled: boolean; type: 'Send' | 'ReadOnly' }) {
    await start({ configuration: { conversationDisconnect } });
    const { guest, conversation } = await ask();
    simulator.agent('Dana').accept(conversation);
    simulator.agent('Dana').disconnect(conversation);
    await guest.flush();
    return { guest, conversation };
  }

  it('is not told to the guest where Conversation Disconnect is off', async () => {
    const { guest, conversation } = await endWith({ enabled: false, type: 'Send' });
    expect(conversation.disconnectedBy).toBe('agent');
    expect(ends(guest)).toEqual([]);
    expect((await guest.text('more')).code).toBe(200);
  });

  it('is a Disconnect event with Send, and the guest may write on', async () => {
    const { guest } = await endWith({ enabled: true, type: 'Send' });
    expect(ends(guest)[0]!.body.metadata.readOnly).toBe('false');
    expect((await guest.text('more')).code).toBe(200);
  });

  it('is a Disconnect event with ReadOnly, and nothing more is taken', async () => {
    const { guest } = await endWith({ enabled: true, type: 'ReadOnly' });
    expect(ends(guest)[0]!.body.metadata.readOnly).toBe('true');
    expect((await guest.text('more')).code).toBe(409);
  });

  it('happens once, also when the system ends it as well', async () => {
    const { guest, conversation } = await endWith({ enabled: true, type: 'Send' });
    conversation.disconnectBySystem();
    await guest.flush();
    expect(ends(guest)).toHaveLength(1);
    expect(conversation.disconnectedBy).toBe('agent');
  });

  it('can come from the system', async () => {
    await start();
    const { guest, conversation } = await ask();
    conversation.disconnectBySystem();
    await guest.flush();
    expect(ends(guest)).toHaveLength(1);
    expect(conversation.disconnectedBy).toBe('system');
  });
});

describe('the threading timeline', () => {
  async function endThenWrite(threadingTimelineHours: number, laterMs: number) {
    await start({ threadingTimelineHours });
    const { guest, conversation } = await ask({ queue: 'Billing' });
    simulator.agent('Dana').accept(conversation);
    simulator.agent('Dana').disconnect(conversation);
    clock.advance(laterMs);
    const again = simulator.nextConversation();
    await guest.text('one more thing');
    return { before: conversation, after: await again };
  }

  it('re-opens the same conversation inside its hours', async () => {
    const { before, after } = await endThenWrite(1, 3_599_000);
    expect(after.id).toBe(before.id);
    expect(after).toMatchObject({ queue: { name: 'Billing' }, state: 'alerting', disconnectedBy: undefined });
  });

  it('begins a new one after them', async () => {
    const { before, after } = await endThenWrite(1, 3_600_000);
    expect(after.id).not.toBe(before.id);
    expect(simulator.conversations()).toHaveLength(2);
  });

  it('begins a new one at once when it is 0', async () => {
    const { before, after } = await endThenWrite(0, 0);
    expect(after.id).not.toBe(before.id);
  });
});
