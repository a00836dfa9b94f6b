import { type Simulator, startSimulator } from '../../src/simulator';
import { GuestClient } from './guestClient';

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator();
});

afterEach(async () => {
  await simulator.close();
});

describe('a guest conversation', () => {
  it('goes from the first message through queue and agent to the end', async () => {
    const guest = await GuestClient.configured(simulator);
    const coming = simulator.nextConversation({ queue: 'Billing' });

    const echo = await guest.text('My invoice is wrong', {
      queue: 'Billing',
      skills: 'invoices, french',
      priority: '5',
    });

    expect(echo).toMatchObject({
      type: 'message',
      class: 'StructuredMessage',
      code: 200,
      body: {
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        type: 'Text',
        direction: 'Inbound',
        text: 'My invoice is wrong',
        channel: { messageId: expect.stringMatching(/^[0-9a-f-]{36}$/), time: expect.stringMatching(/Z$/) },
      },
    });
    const conversation = await coming;
    expect(conversation).toMatchObject({
      state: 'alerting',
      queue: { name: 'Billing' },
      skills: ['invoices', 'french'],
      priority: 5,
      attributes: { queue: 'Billing' },
    });

    const dana = simulator.agent('Dana');
    dana.accept(conversation);
    dana.typing(conversation);
    dana.sendText(conversation, 'Hello, this is Dana');
    expect((await guest.outbound('Hello, this is Dana')).body).toMatchObject({
      originatingEntity: 'Human',
      channel: { from: { nickname: 'Dana' } },
    });
    expect(guest.frames.map((frame) => frame.body.events?.[0]?.eventType)).toContain('Typing');

    await guest.text('Thank you');
    await conversation.waitForUserText('Thank you');
    dana.disconnect(conversation);
    const end = await guest.next((frame) => frame.body.events?.[0]?.presence?.type === 'Disconnect');
    expect(end.body).toMatchObject({ type: 'Event', direction: 'Outbound', metadata: { readOnly: 'false' } });
    expect(conversation).toMatchObject({ state: 'disconnected', disconnectedBy: 'agent', agentName: 'Dana' });
  });
});
