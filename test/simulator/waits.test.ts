import { type Simulator, SimulatorError, startSimulator } from '../../src/simulator';
import { GuestClient } from './guestClient';
import { ManualClock } from './manualClock';

let simulator: Simulator;

afterEach(() => simulator.close());

describe('waiting', () => {
  it('for the next conversation passes over those that wait already', async () => {
    simulator = await startSimulator();
    await (await GuestClient.configured(simulator)).text('first');
    const already = await simulator.waitForConversation();
    const next = simulator.nextConversation({ queue: 'Sales' });
    await (await GuestClient.configured(simulator)).text('second');
    await (await GuestClient.configured(simulator)).text('third', { queue: 'Sales' });
    expect((await next).messages[0]!.text).toBe('third');
    expect(already.messages[0]!.text).toBe('first');
    expect((await simulator.waitForConversation({ queue: 'Sales' })).id).toBe((await next).id);
  });

  it('for a text finds one that is there already, by text, pattern or condition', async () => {
    simulator = await startSimulator();
    const guest = await GuestClient.configured(simulator);
    await guest.text('order 17');
    const conversation = await simulator.waitForConversation();
    expect((await conversation.waitForUserText('order 17')).from).toBe('user');
    await conversation.waitForUserText(/^order \d+$/g);
    const coming = conversation.waitForUserText((text) => text.startsWith('refund'));
    await guest.text('refund, please');
    expect((await coming).text).toBe('refund, please');
  });

  it('for a state resolves when it is reached, and "waiting" also while it rings', async () => {
    simulator = await startSimulator();
    const guest = await GuestClient.configured(simulator);
    await guest.text('hello');
    const conversation = await simulator.waitForConversation();
    await conversation.waitForState('waiting');
    const connected = conversation.waitForState('connected');
    simulator.agent('Dana').accept(conversation);
    await connected;
  });

  it('gives up after a while and says for what', async () => {
    simulator = await startSimulator({ waitTimeoutMs: 1 });
    await expect(simulator.nextConversation({ queue: 'Sales' })).rejects.toThrow(
      'Gave up waiting for a conversation to start waiting in the queue Sales.',
    );
  });

  it('ends when the simulator closes', async () => {
    simulator = await startSimulator();
    const pending = simulator.nextConversation();
    await simulator.close();
    await expect(pending).rejects.toBeInstanceOf(SimulatorError);
    await expect(simulator.nextConversation()).rejects.toBeInstanceOf(SimulatorError);
  });
});

describe('closing', () => {
  it('leaves no socket and no timer behind, and can be repeated', async () => {
    const clock = new ManualClock();
    simulator = await startSimulator({ clock, uploadScanMs: 1000 });
    const guest = await GuestClient.configured(simulator);
    await guest.text('hello');
    await guest.event({ eventType: 'Typing', typing: { type: 'On' } });
    simulator.levers.delay(5000, { next: 1 });
    simulator.conversations()[0]!.sendFlowText('late');
    simulator.levers.freezeSockets(true);
    expect(clock.openTimers).toBeGreaterThan(2);
    await Promise.all([simulator.close(), simulator.close()]);
    await guest.closed();
    expect(clock.openTimers).toBe(0);
    await expect(fetch(simulator.url)).rejects.toThrow();
  });
});

describe('wrong use', () => {
  it.each([
    ['no queue', { queues: [] }],
    ['a default queue that is none', { defaultQueue: 'Nowhere' }],
    ['an agent in a queue that is none', { agents: [{ name: 'Dana', queues: ['Nowhere'] }] }],
    ['two deployments with one id', { deployments: [{}, {}] }],
  ])('is refused at the start: %s', async (_case, options) => {
    await expect(startSimulator(options)).rejects.toBeInstanceOf(SimulatorError);
  });

  it('is refused with words that help: unknown agents and deployments', async () => {
    simulator = await startSimulator();
    expect(() => simulator.agent('Nobody')).toThrow('There is no agent "Nobody", only Dana, Sam, Noor.');
    expect(() => simulator.deployment('x')).toThrow('There is no deployment x.');
  });
});
