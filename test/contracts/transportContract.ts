import type { HandoffTransport } from '../../src/transports/transport';
import { openRecorded } from '../support/recordedSession';

/** The other side of a transport: an agent, and the network between. One conversation at a time is enough. */
export interface TransportPeer {
  /** A started transport, as a process of its own would have. */
  transport(): Promise<HandoffTransport>;
  /** One that is not started. */
  unstarted(): HandoffTransport;
  /** What the user wrote, as the agent sees it; resolves once the last of `texts` is there. */
  userTexts(last: string): Promise<string[]>;
  /** Attributes that the inbound flow can route by. */
  attributes(): Promise<Readonly<Record<string, string>>>;
  agentSays(text: string): Promise<void>;
  agentTypes(): Promise<void>;
  agentLeaves(): Promise<void>;
  /** Breaks every connection. */
  breakConnections(): void;
  close(): Promise<void>;
}

/**
 * What every transport promises, whatever carries it. Runs unchanged on ours and on anybody's.
 *
 * @param createPeer starts a fresh other side for each test
 */
export function describeTransport(name: string, createPeer: () => Promise<TransportPeer>): void {
  describe(`the transport ${name}`, () => {
    let peer: TransportPeer;

    beforeEach(async () => {
      peer = await createPeer();
    });

    afterEach(() => peer.close());

    it('has a name and honest limits', () => {
      const transport = peer.unstarted();
      expect(transport.name).toMatch(/^[a-z][A-Za-z]+$/);
      expect(transport.maxTextBytes).toBeGreaterThan(0);
      expect(transport.maxAttributeBytes).toBeGreaterThan(0);
    });

    it('creates sessions whose state survives being stored as JSON, each with its own', async () => {
      const transport = await peer.transport();
      const state = transport.createSession();
      expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      expect(transport.createSession()).not.toEqual(state);
    });

    it('refuses to open before it is started', async () => {
      const transport = peer.unstarted();
      const state = (await peer.transport()).createSession();
      expect(() => openRecorded(transport, { state })).toThrow(expect.objectContaining({ code: 'notStarted' }));
    });

    it('acknowledges each message with an id and a time, and keeps the order', async () => {
      const session = openRecorded(await peer.transport());
      const receipts = await Promise.all(['one', 'two', 'three'].map((text) => session.send({ id: text, text })));
      expect(new Set(receipts.map((receipt) => receipt.genesysMessageId)).size).toBe(3);
      expect(receipts.map((receipt) => receipt.timeMs).every(Number.isFinite)).toBe(true);
      expect(await peer.userTexts('three')).toEqual(['one', 'two', 'three']);
    });

    it('carries the attributes with the first message', async () => {
      const session = openRecorded(await peer.transport());
      await session.send({ id: 'm1', text: 'Hello', attributes: { topic: 'parcels' } });
      expect(await peer.attributes()).toMatchObject({ topic: 'parcels' });
    });

    it('tells what the agent says, in order, under ids of their own', async () => {
      const session = openRecorded(await peer.transport());
      await session.send({ id: 'm1', text: 'Hello' });
      for (const text of ['one', 'two', 'three']) await peer.agentSays(text);
      await session.until(() => session.texts().length === 3);
      expect(session.texts()).toEqual(['one', 'two', 'three']);
      const ids = session.events.flatMap((event) => (event.kind === 'message' ? event.id : []));
      expect(new Set(ids).size).toBe(3);
    });

    it('passes events on one by one', async () => {
      let running = 0;
      let most = 0;
      const session = openRecorded(await peer.transport(), {
        onEvent: async () => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setImmediate(resolve));
          running--;
        },
      });
      await session.send({ id: 'm1', text: 'Hello' });
      for (const text of ['one', 'two', 'three']) await peer.agentSays(text);
      await session.until(() => session.texts().length === 3);
      expect(most).toBe(1);
    });

    it('shows that the agent is typing', async () => {
      const session = openRecorded(await peer.transport());
      await session.send({ id: 'm1', text: 'Hello' });
      await session.up();
      await peer.agentTypes();
      await session.waitFor('typing');
    });

    it('says when the agent leaves, after the agent’s last words', async () => {
      const session = openRecorded(await peer.transport());
      await session.send({ id: 'm1', text: 'Hello' });
      await peer.agentSays('Goodbye');
      await peer.agentLeaves();
      await session.waitFor('disconnected');
      expect(session.texts()).toEqual(['Goodbye']);
    });

    it('loses and doubles nothing when connections break', async () => {
      const session = openRecorded(await peer.transport());
      await session.send({ id: 'm1', text: 'Hello' });
      await session.up();
      const sending = session.send({ id: 'm2', text: 'Are you there?' });
      peer.breakConnections();
      await peer.agentSays('I am here');
      await sending;
      await session.until(() => session.texts().length > 0);
      await session.send({ id: 'm3', text: 'Good' });
      expect(await peer.userTexts('Good')).toEqual(['Hello', 'Are you there?', 'Good']);
      expect(session.texts()).toEqual(['I am here']);
    });

    it('takes a session up again after a close, with what was said meanwhile', async () => {
      const session = openRecorded(await peer.transport());
      const lastReceipt = await session.send({ id: 'm1', text: 'Hello' });
      await session.close();
      await peer.agentSays('Where did you go?');
      const state = JSON.parse(JSON.stringify(session.state));
      const later = openRecorded(await peer.transport(), { state, resumed: true, lastReceipt });
      await later.waitFor('message');
      await later.send({ id: 'm2', text: 'Back' });
      expect(later.texts()).toEqual(['Where did you go?']);
      expect(await peer.userTexts('Back')).toEqual(['Hello', 'Back']);
    });

    it('does not send again what a process before it sent', async () => {
      const session = openRecorded(await peer.transport());
      await session.send({ id: 'm1', text: 'Hello' });
      await session.close();
      const later = openRecorded(await peer.transport(), { state: session.state, resumed: true });
      await later.send({ id: 'm1', text: 'Hello' });
      await later.send({ id: 'm2', text: 'Next' });
      expect(await peer.userTexts('Next')).toEqual(['Hello', 'Next']);
    });

    it('ends the conversation, or says that it cannot', async () => {
      const session = openRecorded(await peer.transport());
      await session.send({ id: 'm1', text: 'Hello' });
      expect(['ended', 'unsupported']).toContain(await session.end());
    });

    it('refuses to send once closed, and closing is idempotent', async () => {
      const transport = await peer.transport();
      const session = openRecorded(transport);
      await Promise.all([session.close(), session.close()]);
      await expect(session.send({ id: 'm1', text: 'Hello' })).rejects.toMatchObject({ code: 'sessionClosed' });
      await Promise.all([transport.stop(), transport.stop()]);
      await session.close();
    });
  });
}
