import { ConversationOwner } from '../../src/conversation/conversationOwner';
import type { Envelope } from '../../src/conversation/envelope';
import type { HandoffOutcome } from '../../src/conversation/outcome';
import type { Delivery, ResumeRun } from '../../src/conversation/ports';
import { type HandoffRecord, MAX_WAITING, type ToUser } from '../../src/conversation/record';
import { transition } from '../../src/conversation/transition';
import type { TransitionResult } from '../../src/conversation/transitionResult';
import { HandoffError } from '../../src/errors';
import type { StopSignal } from '../../src/runtime/stopSignal';
import type { OpenOptions, SendReceipt, TransportMessage } from '../../src/transports/transport';
import { RecordingLogger } from '../support/recordingLogger';
import { SimulatedClock } from '../support/simulatedClock';
import { ASKED_AT_MS, after, agentSays, deliverAll, newRecord, outcomeOf, recordIn, userSays } from './support/records';

/** Something under way that a test finishes when it wants to. */
interface Pending<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** The world of one owner: a mailbox that applies at once, and ports that do what a test says. */
class Desk {
  readonly clock = new SimulatedClock(ASKED_AT_MS);
  readonly logger = new RecordingLogger();
  readonly done: string[] = [];
  readonly opened: OpenOptions[] = [];
  post: (envelope: Envelope) => Promise<TransitionResult> = async (envelope) => this.apply(envelope);
  send: (message: TransportMessage) => Promise<SendReceipt> = async () => this.receipt();
  end: () => Promise<'ended' | 'unsupported'> = async () => 'ended';
  deliver: (item: ToUser, signal: StopSignal) => Promise<Delivery> = async () => 'delivered';
  resume: (outcome: HandoffOutcome, run: ResumeRun) => Promise<void> = (_outcome, run) => run.onRun();
  refuseToOpen: unknown;
  owner!: ConversationOwner;
  private receipts = 0;

  constructor(public record: HandoffRecord = newRecord()) {}

  own(takenUp = false): ConversationOwner {
    const { clock, logger } = this;
    this.owner = new ConversationOwner(
      {
        runtime: { clock, logger, random: { next: () => 0.5, uuid: () => 'uuid' } },
        transport: {
          name: 'fake',
          maxTextBytes: 4_096,
          maxAttributeBytes: 2_048,
          start: async () => {},
          stop: async () => {},
          createSession: () => ({}),
          open: (options) => {
            if (this.refuseToOpen !== undefined) throw this.refuseToOpen;
            this.opened.push(options);
            this.done.push('open');
            return {
              send: (message) => {
                this.done.push(`send ${message.id}`);
                return this.send(message);
              },
              typing: () => void this.done.push('typing'),
              end: () => {
                this.done.push('end');
                return this.end();
              },
              close: async () => void this.done.push('close'),
            };
          },
        },
        user: {
          deliver: (_record, item, signal) => {
            this.done.push(`deliver ${item.id}`);
            return this.deliver(item, signal);
          },
          typing: () => void this.done.push('show typing'),
        },
        bot: {
          resume: (_record, outcome, run) => {
            this.done.push(`resume${run.insist ? ', insisting' : ''}`);
            return this.resume(outcome, run);
          },
        },
        post: async (_botConversationId, envelope) => {
          // A mailbox takes nothing while its owner is being made.
          await Promise.resolve();
          return this.post(envelope);
        },
      },
      this.record,
      takenUp,
    );
    return this.owner;
  }

  /** What the coordinator does with an envelope, without a storage. */
  apply(envelope: Envelope): TransitionResult {
    const { record, result } = transition(this.record, envelope);
    this.record = record;
    if (result === 'applied') this.owner.onCommitted(record);
    return result;
  }

  happens(...news: Parameters<typeof after>[1][]): void {
    for (const item of news) this.apply({ ...item, atMs: this.clock.now() } as Envelope);
  }

  receipt(): SendReceipt {
    return { genesysMessageId: `genesys-${++this.receipts}`, timeMs: this.clock.now() + this.receipts };
  }

  /** Everything that waits for nothing but its turn. */
  settle(): Promise<void> {
    return this.clock.advance(0);
  }

  times(what: string): number {
    return this.done.filter((entry) => entry === what).length;
  }
}

function pending<T>(): { promise: Promise<T> } & Pending<T> {
  let parts!: Pending<T>;
  const promise = new Promise<T>((resolve, reject) => {
    parts = { resolve, reject };
  });
  return { promise, ...parts };
}

describe('to the agent', () => {
  it('one message goes at a time, the next one after the acknowledgement', async () => {
    const desk = new Desk();
    const first = pending<SendReceipt>();
    desk.send = () => first.promise;
    desk.own();
    desk.happens(userSays('u1'));
    await desk.settle();
    expect(desk.done).toEqual(['open', 'send handoff-1']);
    desk.send = async () => desk.receipt();
    first.resolve(desk.receipt());
    await desk.settle();
    expect(desk.done.filter((entry) => entry.startsWith('send'))).toEqual(['send handoff-1', 'send u1']);
    expect(desk.record.toAgent).toEqual([]);
    await desk.owner.stop();
  });

  it('a message whose send failed goes again, after a while', async () => {
    const desk = new Desk();
    desk.send = async () => Promise.reject(new HandoffError('connectFailed', 'x'));
    desk.own();
    await desk.clock.advance(1_500);
    expect(desk.times('send handoff-1')).toBeGreaterThan(1);
    expect(desk.times('send handoff-1')).toBeLessThan(6);
    desk.send = async () => desk.receipt();
    await desk.clock.advance(1_000);
    expect(desk.record.state.kind).toBe('waiting');
    await desk.owner.stop();
  });

  it('what Genesys refuses for good does not block what comes behind it', async () => {
    const desk = new Desk(recordIn('connected'));
    desk.own();
    desk.send = async ({ id }) =>
      id === 'u1' ? Promise.reject(new HandoffError('messageRefused', 'x')) : desk.receipt();
    desk.happens(userSays('u1'), userSays('u2'));
    await desk.settle();
    expect(desk.done).toEqual(expect.arrayContaining(['send u1', 'send u2']));
    expect(desk.record.toAgent).toEqual([]);
    await desk.owner.stop();
  });

  it('nothing is sent twice while the storage cannot note that it was sent', async () => {
    const desk = new Desk();
    desk.own();
    let failures = 5;
    desk.post = async (envelope) => {
      if (envelope.kind === 'sent' && failures-- > 0) throw new HandoffError('storageUnavailable', 'x');
      return desk.apply(envelope);
    };
    await desk.clock.advance(60_000);
    expect(desk.times('send handoff-1')).toBe(1);
    expect(desk.record.state.kind).toBe('waiting');
    await desk.owner.stop();
  });

  it.each([
    ['a record that cannot be read', new HandoffError('recordCorrupt', 'x')],
    ['an envelope that the mailbox chokes on', new TypeError('x')],
  ])('nothing is sent again and again because of %s', async (_name, error) => {
    const desk = new Desk();
    desk.own();
    desk.post = async (envelope) => {
      if (envelope.kind === 'sent') throw error;
      return desk.apply(envelope);
    };
    await desk.clock.advance(25_000);
    expect(desk.times('send handoff-1')).toBe(1);
    expect(desk.logger.codes('error')).toEqual(['envelopeSetAside']);
    // The rest goes on.
    desk.happens(agentSays('a1', ASKED_AT_MS + 900));
    await desk.settle();
    expect(desk.record.toUser).toEqual([]);
    await desk.owner.stop();
  });

  it("the user's typing is shown once the conversation is open", async () => {
    const desk = new Desk();
    const first = pending<SendReceipt>();
    desk.send = () => first.promise;
    desk.own();
    desk.owner.onSignal({ kind: 'userTyping' });
    expect(desk.times('typing')).toBe(0);
    first.resolve(desk.receipt());
    await desk.settle();
    desk.owner.onSignal({ kind: 'userTyping' });
    expect(desk.times('typing')).toBe(1);
    await desk.owner.stop();
  });
});

describe('the session', () => {
  it('tells the transport what is known already when a handoff is taken up', async () => {
    const lastReceipt = { genesysMessageId: 'g1', timeMs: ASKED_AT_MS };
    const seenGenesysIds = [
      { id: 'a', timeMs: 9 },
      { id: 'b', timeMs: 8 },
    ];
    const desk = new Desk({ ...recordIn('connected'), lastReceipt, settledThroughMs: 7, seenGenesysIds });
    desk.own(true);
    expect(desk.opened).toMatchObject([
      { resumed: true, lastReceipt, knownThroughMs: 9, state: { token: 'secret-token' } },
    ]);
    await desk.owner.stop();
  });

  it('is read again from where a gap is open, and closes it when everything is here', async () => {
    const seenGenesysIds = [{ id: 'a', timeMs: 90_000 }];
    const desk = new Desk({ ...recordIn('connected'), seenGenesysIds, gapSinceMs: 30_000 });
    desk.own(true);
    expect(desk.opened).toMatchObject([{ resumed: true, knownThroughMs: 30_000 }]);
    await desk.opened[0]?.onEvent({ kind: 'connection', status: 'down' });
    expect(desk.record.gapSinceMs).toBe(30_000);
    await desk.opened[0]?.onEvent({ kind: 'connection', status: 'up' });
    expect(desk.record.gapSinceMs).toBeUndefined();
    await desk.owner.stop();
  });

  it('that the transport refuses to open ends this handoff, with the reason', async () => {
    const desk = new Desk();
    desk.refuseToOpen = new HandoffError('recordCorrupt', 'not a session of this transport');
    desk.own(true);
    await desk.clock.advance(1_000);
    expect(outcomeOf(desk.record)).toMatchObject({ kind: 'failed', error: { code: 'recordCorrupt' } });
    expect(desk.record.state.kind).toBe('ended');
    await desk.owner.stop();
  });

  it("keeps the agent's message until there is room for it", async () => {
    let full = recordIn('connected');
    for (let index = 0; index < MAX_WAITING; index++)
      full = after(full, agentSays(`b${index}`, ASKED_AT_MS + 1_000 + index));
    const desk = new Desk(full);
    const slow = pending<Delivery>();
    desk.deliver = () => slow.promise;
    desk.own();
    let taken = false;
    void desk.opened[0]
      ?.onEvent({ kind: 'message', id: 'late', timeMs: ASKED_AT_MS + 9_000, from: 'agent', text: 'late' })
      .then(() => {
        taken = true;
      });
    await desk.clock.advance(5_000);
    expect(taken).toBe(false);
    desk.deliver = async () => 'delivered';
    slow.resolve('delivered');
    await desk.clock.advance(20_000);
    expect(taken).toBe(true);
    await desk.owner.stop();
  });

  it('shows that a human types, and not that a flow does', async () => {
    const desk = new Desk(recordIn('connected'));
    desk.own();
    await desk.opened[0]?.onEvent({ kind: 'typing', from: 'flow' });
    expect(desk.times('show typing')).toBe(0);
    await desk.opened[0]?.onEvent({ kind: 'typing', from: 'agent' });
    expect(desk.times('show typing')).toBe(1);
    await desk.owner.stop();
  });
});

describe('the end', () => {
  it('is told to Genesys again and again, until it is taken', async () => {
    const desk = new Desk(recordIn('connected'));
    let failures = 3;
    desk.end = async () => (failures-- > 0 ? Promise.reject(new HandoffError('connectFailed', 'x')) : 'ended');
    desk.own();
    desk.happens({ kind: 'endRequested', by: 'user' });
    await desk.clock.advance(30_000);
    expect(desk.times('end')).toBe(4);
    expect(desk.record).toMatchObject({ state: { kind: 'ended' }, genesysSide: 'closed' });
    expect(desk.done.at(-1)).toBe('close');
    await desk.owner.stop();
    expect(desk.clock.pending).toBe(0);
  });

  it('waits for the message that is under way: behind the end it would open a new conversation', async () => {
    const desk = new Desk();
    const sending = pending<SendReceipt>();
    desk.send = () => sending.promise;
    desk.own();
    desk.happens({ kind: 'endRequested', by: 'user' });
    await desk.settle();
    expect(desk.times('end')).toBe(0);
    sending.resolve(desk.receipt());
    await desk.settle();
    expect(desk.times('end')).toBe(1);
    await desk.owner.stop();
  });

  it('does not wait for ever', async () => {
    const desk = new Desk();
    desk.send = () => new Promise(() => {});
    desk.own();
    desk.happens({ kind: 'endRequested', by: 'user' });
    await desk.clock.advance(3_000);
    expect(desk.times('end')).toBe(1);
  });

  it('is given up when Genesys stays away, and the bot had its conversation back long before', async () => {
    const desk = new Desk(recordIn('connected'));
    desk.end = () => new Promise(() => {});
    desk.own();
    desk.happens({ kind: 'endRequested', by: 'user' });
    await desk.clock.advance(10_000);
    expect(desk.record).toMatchObject({ state: { kind: 'ended' }, genesysSide: { tellAgent: true } });
    await desk.clock.advance(newRecord().limits.cleanUpMs);
    expect(desk.record.genesysSide).toBe('closed');
  });
});

describe('the turn that gives the bot its conversation back', () => {
  const resuming = () => ({ ...recordIn('resuming'), genesysSide: 'closed' as const });

  it('is run once when it works', async () => {
    const desk = new Desk(resuming());
    desk.own();
    await desk.clock.advance(60_000);
    expect(desk.times('resume')).toBe(1);
    expect(desk.record.state.kind).toBe('ended');
    await desk.owner.stop();
  });

  it('is run again while the dialog is not there yet, and insists at last', async () => {
    const desk = new Desk(resuming());
    desk.resume = async (_outcome, run) => {
      if (!run.insist) throw new HandoffError('resumeNotTaken', 'not there yet');
      await run.onRun();
    };
    desk.own();
    await desk.clock.advance(30_000);
    expect(desk.done.filter((entry) => entry.startsWith('resume'))).toEqual([
      'resume',
      'resume',
      'resume',
      'resume, insisting',
    ]);
    expect(desk.record.state.kind).toBe('ended');
    await desk.owner.stop();
  });

  it('is given up after some runs that failed: the dialog takes its outcome in the next turn', async () => {
    const desk = new Desk(resuming());
    desk.resume = async (_outcome, run) => {
      await run.onRun();
      throw new Error('the bot failed');
    };
    desk.own();
    await desk.clock.advance(300_000);
    expect(desk.logger.codes('error')).toEqual(['resumeGivenUp']);
    expect(desk.done.filter((entry) => entry.startsWith('resume'))).toHaveLength(5);
    expect(desk.record.state.kind).toBe('ended');
    await desk.owner.stop();
  });

  it('is not run while it cannot be written down that it is', async () => {
    const desk = new Desk(resuming());
    let ran = 0;
    desk.resume = async (_outcome, run) => {
      await run.onRun();
      ran++;
    };
    desk.post = async () => Promise.reject(new HandoffError('storageUnavailable', 'x'));
    desk.own();
    await desk.clock.advance(5_000);
    await desk.owner.stop();
    expect(ran).toBe(0);
  });
});

describe('timers', () => {
  it('fire when they are due, and move with what happens', async () => {
    const desk = new Desk(recordIn('connected'));
    desk.own();
    const { idleTimeoutMs } = newRecord().limits;
    await desk.clock.advance(idleTimeoutMs - 60_000);
    desk.happens(userSays('u1'));
    await desk.clock.advance(idleTimeoutMs - 1_000);
    expect(desk.record.state.kind).toBe('connected');
    await desk.clock.advance(2_000);
    expect(outcomeOf(desk.record)).toMatchObject({ kind: 'idle' });
    await desk.owner.stop();
  });

  it('fire at once for what was due while nobody was there', async () => {
    const desk = new Desk(recordIn('waiting'));
    desk.clock.jump(newRecord().limits.noAgentTimeoutMs + 1);
    desk.own(true);
    await desk.settle();
    expect(outcomeOf(desk.record)).toMatchObject({ kind: 'nobodyInTime' });
    await desk.owner.stop();
  });

  it('are not confused by a clock that is set back', async () => {
    const desk = new Desk(recordIn('connected'));
    desk.own();
    desk.clock.jump(-3_600_000);
    desk.happens(userSays('u1'));
    await desk.clock.advance(newRecord().limits.idleTimeoutMs + 3_700_000);
    expect(outcomeOf(desk.record)).toMatchObject({ kind: 'idle' });
    await desk.owner.stop();
  });
});

describe('stop', () => {
  it('finishes and marks what is under way, and begins nothing', async () => {
    const desk = new Desk(deliverAll(recordIn('waiting')));
    const sending = pending<SendReceipt>();
    const delivering = pending<Delivery>();
    desk.send = () => sending.promise;
    desk.deliver = () => delivering.promise;
    desk.own();
    desk.happens(userSays('u1'), userSays('u2'), agentSays('a1', ASKED_AT_MS + 900));
    await desk.settle();
    const stopped = desk.owner.stop();
    sending.resolve(desk.receipt());
    delivering.resolve('delivered');
    await stopped;
    expect(desk.record.toAgent.map(({ id }) => id)).toEqual(['u2']);
    expect(desk.times('send u2')).toBe(0);
    expect(desk.done.filter((entry) => entry.startsWith('deliver'))).toHaveLength(1);
    expect(desk.clock.pending).toBe(0);
  });

  it('waits for an acknowledgement only for a while', async () => {
    const desk = new Desk();
    const sending = pending<SendReceipt>();
    desk.send = () => sending.promise;
    desk.own();
    let stopped = false;
    void desk.owner.stop().then(() => {
      stopped = true;
    });
    await desk.clock.advance(1_999);
    expect(desk.times('close')).toBe(0);
    await desk.clock.advance(1);
    expect(desk.times('close')).toBe(1);
    sending.reject(new HandoffError('sessionClosed', 'x'));
    await desk.settle();
    expect(stopped).toBe(true);
    expect(desk.clock.pending).toBe(0);
  });
});
