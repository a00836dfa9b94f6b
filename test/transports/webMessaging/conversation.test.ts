import { createRuntime } from '../../../src/runtime/runtime';
import { type Simulator, startSimulator } from '../../../src/simulator';
import type { HandoffTransport } from '../../../src/transports/transport';
import { type WebMessagingSettings, webMessaging } from '../../../src/transports/webMessaging/webMessaging';
import { openRecorded } from '../../support/recordedSession';
import { RecordingLogger } from '../../support/recordingLogger';

let simulator: Simulator;
let transport: HandoffTransport;
let logger: RecordingLogger;

beforeEach(async () => {
  simulator = await startSimulator();
});

afterEach(async () => {
  await transport?.stop();
  await simulator.close();
});

async function start(settings: Partial<WebMessagingSettings> = {}) {
  logger = new RecordingLogger();
  transport = webMessaging({ endpoint: simulator.url, deploymentId: simulator.deploymentId, ...settings });
  await transport.start(createRuntime({ logger }));
  return transport;
}

describe('a conversation over web messaging', () => {
  it('carries words, names and typing both ways and says when the agent leaves', async () => {
    const session = openRecorded(await start());

    const receipt = await session.send({ id: 'm1', text: 'My parcel is late', attributes: { queueName: 'Billing' } });
    expect(receipt).toEqual({ genesysMessageId: expect.any(String), timeMs: expect.any(Number) });

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
});
