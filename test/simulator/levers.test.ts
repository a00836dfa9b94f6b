import { type SimulatedConversation, type Simulator, startSimulator } from '../../src/simulator';
import { GuestClient } from './guestClient';
import { ManualClock } from './manualClock';

let simulator: Simulator;
let clock: ManualClock;
let guest: GuestClient;
let conversation: SimulatedConversation;

beforeEach(async () => {
  clock = new ManualClock();
  simulator = await startSimulator({ clock, random: () => 0.5 });
  guest = await GuestClient.configured(simulator);
  await guest.text('hello');
  conversation = await simulator.waitForConversation();
  simulator.agent('Dana').accept(conversation);
});

afterEach(() => simulator.close());

const say = (text: string) => simulator.agent('Dana').sendText(conversation, text);
const outboundTexts = () =>
  guest.frames.filter((frame) => frame.body.direction === 'Outbound').map((frame) => frame.body.text);

/** Sends without waiting for the echo; resolves when the simulator has read it. */
async function mutter(text: string): Promise<void> {
  guest.send({ action: 'onMessage', token: guest.token, message: { type: 'Text', text } });
  await guest.flush();
}

describe('levers', () => {
  it('drop sockets without a close handshake, all or those of one conversation', async () => {
    const other = await GuestClient.configured(simulator);
    expect(simulator.levers.dropSockets(conversation)).toBe(1);
    expect(await guest.closed()).toMatchObject({ code: 1006 });
    expect(simulator.levers.dropSockets()).toBe(1);
    await other.closed();
  });

  it('refuse upgrades until they are told to stop', async () => {
    simulator.levers.refuseUpgrades(503);
    await expect(GuestClient.open(simulator)).rejects.toMatchObject({ status: 503 });
    simulator.levers.refuseUpgrades(undefined);
    await expect(GuestClient.open(simulator)).resolves.toBeDefined();
  });

  it('freeze sockets: no ping is answered, nothing read, nothing sent, and all goes on after the thaw', async () => {
    simulator.levers.freezeSockets(true);
    let pongs = 0;
    guest.ws.on('pong', () => {
      pongs += 1;
    });
    guest.ws.ping();
    const echo = guest.text('into the void');
    say('nobody hears this');
    // A second client makes round trips meanwhile: time enough for an answer, were there one.
    const other = await GuestClient.configured(simulator);
    await other.flush();
    expect({ pongs, texts: outboundTexts(), heard: conversation.messages.length }).toEqual({
      pongs: 0,
      texts: [],
      heard: 2,
    });
    simulator.levers.freezeSockets(false);
    expect((await echo).code).toBe(200);
    expect(outboundTexts()).toEqual(['nobody hears this']);
    expect(pongs).toBe(1);
  });

  it('freeze sockets that are opened later, if asked', async () => {
    simulator.levers.freezeSockets(true, { newSockets: true });
    const late = await GuestClient.open(simulator);
    const answer = late.configure();
    simulator.levers.freezeSockets(false);
    expect((await answer).class).toBe('SessionResponse');
  });

  it('drop the echo of a message that was processed', async () => {
    simulator.levers.dropEcho({ next: 1 });
    await mutter('unconfirmed');
    expect(guest.frames.filter((frame) => frame.body.text === 'unconfirmed')).toEqual([]);
    expect(conversation.messages.at(-1)!.text).toBe('unconfirmed');
    expect((await guest.text('confirmed')).code).toBe(200);
  });

  it('lose a message that arrived', async () => {
    simulator.levers.loseMessage(1);
    await mutter('lost');
    await guest.text('found');
    expect(conversation.messages.map((message) => message.text)).toEqual(['hello', 'found']);
  });

  it('duplicate frames, of one direction if asked', async () => {
    simulator.levers.duplicate({ next: 1, direction: 'Outbound' });
    await guest.text('once');
    say('twice');
    await guest.outbound('twice');
    await guest.flush();
    expect(outboundTexts()).toEqual(['twice', 'twice']);
    expect(guest.frames.filter((frame) => frame.body.text === 'once')).toHaveLength(1);
  });

  it('reorder neighbours, the end included', async () => {
    simulator.levers.reorder({ next: 1 });
    say('last words');
    simulator.agent('Dana').disconnect(conversation);
    await guest.outbound('last words');
    const kinds = guest.frames.filter((frame) => frame.body.direction === 'Outbound').map((frame) => frame.body.type);
    expect(kinds).toEqual(['Event', 'Text']);
  });

  it('send a reordered frame alone when none follows', async () => {
    simulator.levers.reorder(1);
    say('alone');
    clock.advance(1000);
    await guest.outbound('alone');
  });

  it('delay frames, so that later ones overtake', async () => {
    simulator.levers.delay(3000, { next: 1 });
    say('slow');
    say('fast');
    await guest.outbound('fast');
    expect(outboundTexts()).toEqual(['fast']);
    clock.advance(3000);
    await guest.outbound('slow');
  });

  it('act by chance, with the random numbers they are given', async () => {
    const numbers = [0.1, 0.9, 0.2];
    simulator.levers.duplicate({ probability: 0.5, random: () => numbers.shift() ?? 1 });
    for (const text of ['a', 'b', 'c', 'd']) say(text);
    await guest.outbound('d');
    expect(outboundTexts()).toEqual(['a', 'a', 'b', 'c', 'c', 'd']);
  });

  it('limit the rate of the next messages', async () => {
    simulator.levers.rateLimitNext(2, 7);
    const answers = [await guest.text('a'), await guest.text('b'), await guest.text('c')];
    expect(answers.map((answer) => answer.body.retryAfter)).toEqual([7, 7, undefined]);
    expect(conversation.messages.map((message) => message.text)).toEqual(['hello', 'c']);
  });

  it('send raw frames', async () => {
    expect(simulator.levers.sendRaw(conversation, '{half a fra')).toBe(1);
    simulator.levers.sendRaw(
      conversation,
      JSON.stringify({ type: 'message', class: 'FromTheFuture', code: 200, body: {} }),
    );
    await guest.ofClass('FromTheFuture');
    expect(guest.texts).toContain('{half a fra');
  });

  it('close a connection with its event', async () => {
    simulator.levers.closeConnectionEvent(conversation);
    await guest.ofClass('ConnectionClosedEvent');
    expect(await guest.closed()).toMatchObject({ code: 1000 });
    expect(conversation.state).toBe('connected');
  });

  it('fail the public configuration and come back', async () => {
    const url = `${simulator.url}/webdeployments/v1/deployments/${simulator.deploymentId}/config.json`;
    simulator.levers.failConfiguration(500);
    expect((await fetch(url)).status).toBe(500);
    expect((await fetch(url)).status).toBe(200);
  });

  it('go back together', async () => {
    const { levers } = simulator;
    levers.refuseUpgrades(403);
    levers.dropEcho({ probability: 1 });
    levers.loseMessage(5);
    levers.freezeSockets(true);
    levers.reset();
    expect((await guest.text('normal')).code).toBe(200);
    await expect(GuestClient.open(simulator)).resolves.toBeDefined();
  });
});
