import { openRecorded } from '../../support/recordedSession';
import { type SimulatedGenesys, simulatedGenesys } from '../../support/simulatedGenesys';

let genesys: SimulatedGenesys;

beforeEach(async () => {
  genesys = await simulatedGenesys();
});

afterEach(() => genesys.close());

describe('a conversation over web messaging', () => {
  it('carries words, names and typing both ways and says when the agent leaves', async () => {
    const { simulator } = genesys;
    const session = openRecorded(await genesys.transport());

    const receipt = await session.send({ id: 'm1', text: 'My parcel is late', attributes: { queueName: 'Billing' } });
    expect(receipt).toEqual({
      genesysMessageId: expect.any(String),
      serverMessageId: expect.any(String),
      timeMs: expect.any(Number),
    });

    const conversation = await simulator.waitForConversation({ queue: 'Billing' });
    const dana = simulator.agent('Dana');
    dana.accept(conversation);
    session.typing();
    await conversation.waitForUserTyping();
    dana.typing(conversation);
    await session.waitFor('typing', (event) => event.from === 'agent');
    dana.sendText(conversation, 'Hello, this is Dana');
    expect(await session.waitFor('message')).toMatchObject({
      text: 'Hello, this is Dana',
      from: 'agent',
      name: 'Dana',
      id: expect.any(String),
    });
    await session.send({ id: 'm2', text: 'Thank you' });
    await conversation.waitForUserText('Thank you');
    dana.disconnect(conversation);
    expect(await session.waitFor('disconnected')).toMatchObject({ readOnly: false });
    expect(session.events[0]).toEqual({ kind: 'connection', status: 'up' });
  });

  it('says which words are a flow’s and which an agent’s', async () => {
    const session = openRecorded(await genesys.transport());
    await session.send({ id: 'm1', text: 'Hello' });
    const conversation = await genesys.simulator.waitForConversation();
    conversation.sendFlowText('You are number 3');
    expect(await session.waitFor('message')).toMatchObject({ from: 'flow', text: 'You are number 3' });
  });

  it('says nothing about a transfer', async () => {
    const { simulator } = genesys;
    const session = openRecorded(await genesys.transport());
    await session.send({ id: 'm1', text: 'Hello' });
    const conversation = await simulator.waitForConversation();
    simulator.agent('Dana').accept(conversation);
    simulator.agent('Dana').transfer(conversation, 'Sales');
    simulator.agent('Sam').accept(conversation);
    simulator.agent('Sam').sendText(conversation, 'Sam here');
    await session.waitFor('message');
    expect(session.events.map((event) => event.kind)).toEqual(['connection', 'message']);
  });

  it('puts the attributes of the first message where the flow reads them', async () => {
    const session = openRecorded(await genesys.transport());
    await session.send({ id: 'm1', text: 'Hello', attributes: { queueName: 'Sales', 'customer.name': 'Ada' } });
    await session.send({ id: 'm2', text: 'Anyone?' });
    const conversation = await genesys.simulator.waitForConversation({ queue: 'Sales' });
    expect(conversation.attributes).toMatchObject({ queueName: 'Sales', 'customer.name': 'Ada' });
  });

  it('keeps thirty messages of a hasty user in order, within the budgets', async () => {
    const session = openRecorded(await genesys.transport());
    const texts = Array.from({ length: 30 }, (_, index) => `message ${index + 1}`);
    await Promise.all(texts.map((text, index) => session.send({ id: `m${index}`, text })));
    const conversation = await genesys.simulator.waitForConversation();
    expect(conversation.messages.map((message) => message.text)).toEqual(texts);
    expect(genesys.logger.codes()).not.toContain('rateLimited');
  });

  it('delivers duplicated and reordered agent messages once and in order', async () => {
    const { simulator } = genesys;
    const session = openRecorded(await genesys.transport());
    await session.send({ id: 'm1', text: 'Hello' });
    const conversation = await simulator.waitForConversation();
    const dana = simulator.agent('Dana');
    dana.accept(conversation);
    simulator.levers.duplicate({ next: 2, direction: 'Outbound' });
    simulator.levers.reorder({ next: 1, direction: 'Outbound' });
    for (const text of ['one', 'two', 'three']) {
      dana.sendText(conversation, text);
      // Two messages of the same millisecond have no order that could be restored.
      await nextMillisecond();
    }
    await session.until(() => session.texts().includes('three'));
    expect(session.texts()).toEqual(['one', 'two', 'three']);
  });

  it('tells the agent’s last words before the end, also when the end overtakes them', async () => {
    const { simulator } = genesys;
    const session = openRecorded(await genesys.transport());
    await session.send({ id: 'm1', text: 'Hello' });
    const conversation = await simulator.waitForConversation();
    const dana = simulator.agent('Dana');
    dana.accept(conversation);
    simulator.levers.delay(70, { next: 1, direction: 'Outbound' });
    dana.sendText(conversation, 'Goodbye');
    dana.disconnect(conversation);
    await session.waitFor('disconnected');
    expect(session.events.map((event) => event.kind)).toEqual(['connection', 'message', 'disconnected']);
  });

  it('turns what is not text into something readable', async () => {
    const { simulator } = genesys;
    const session = openRecorded(await genesys.transport());
    await session.send({ id: 'm1', text: 'Hello' });
    const conversation = await simulator.waitForConversation();
    const dana = simulator.agent('Dana');
    dana.accept(conversation);
    dana.sendStructured(conversation, {
      text: 'What is it about?',
      content: [
        { contentType: 'QuickReply', quickReply: { text: 'Refund', payload: 'r' } },
        { contentType: 'QuickReply', quickReply: { text: 'Delay', payload: 'd' } },
      ],
    });
    expect((await session.waitFor('message')).text).toBe('What is it about?\n- Refund\n- Delay');
  });

  it('survives frames that nobody understands and logs none of their text', async () => {
    const { simulator } = genesys;
    const session = openRecorded(await genesys.transport());
    await session.send({ id: 'm1', text: 'my secret words' });
    const conversation = await simulator.waitForConversation();
    for (const frame of [
      'hello secret',
      '[]',
      'null',
      '{}',
      '{"class":7}',
      '{"class":"StructuredMessage"}',
      '{"class":"StructuredMessage","body":{"text":"secret"}}',
      '{"class":"StructuredMessage","code":200,"body":{"direction":"Outbound","events":[null,7,{"eventType":"Dance"}],"channel":7}}',
      '{"type":"message","class":"SecretNews","code":200,"body":{"text":"secret"}}',
      '{"type":"response","class":"string","code":400,"body":"secret"}',
      '{"type":"response","class":"Error","body":{"errorMessage":"secret"}}',
    ]) {
      simulator.levers.sendRaw(conversation, frame);
    }
    simulator.agent('Dana').accept(conversation);
    simulator.agent('Dana').sendText(conversation, 'still here');
    await session.waitFor('message');
    expect(session.texts()).toEqual(['still here']);
    expect(genesys.logger.codes()).toEqual(expect.arrayContaining(['frameMalformed', 'frameUnknown']));
    expect(genesys.logger.text).not.toContain('secret w');
    expect(genesys.logger.text).not.toContain(String(session.state.token));
  });
});

async function nextMillisecond(): Promise<void> {
  const nowMs = Date.now();
  while (Date.now() === nowMs) await new Promise((resolve) => setImmediate(resolve));
}
