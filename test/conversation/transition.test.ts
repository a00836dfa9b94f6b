import { type PendingWork, pendingWork } from '../../src/conversation/pendingWork';
import {
  type HandoffRecord,
  isLive,
  MAX_LATELY,
  MAX_SEEN,
  MAX_WAITING,
  needsOwner,
} from '../../src/conversation/record';
import type { TransitionResult } from '../../src/conversation/transitionResult';
import { HandoffError } from '../../src/errors';
import {
  ASKED_AT_MS,
  acknowledged,
  after,
  agentSays,
  at,
  deliverAll,
  disconnected,
  gapSince,
  type News,
  newRecord,
  outcomeOf,
  recordIn,
  STATE_KINDS,
  type StateKind,
  texts,
  userSays,
} from './support/records';

const failed = new HandoffError('accessDenied', 'Genesys refused the connection.');
/** The head of either list, whatever it is. */
const head = (list: { id: string }[]): string => list[0]?.id ?? 'none';

/** What each envelope does in each state: in the order of `STATE_KINDS`. */
const answers: [name: string, news: (record: HandoffRecord) => News, results: TransitionResult[]][] = [
  ['userMessage', () => userSays('u1'), ['applied', 'applied', 'applied', 'closed', 'closed', 'closed']],
  [
    'a userMessage that came before',
    () => userSays('asking'),
    ['duplicate', 'duplicate', 'duplicate', 'duplicate', 'duplicate', 'duplicate'],
  ],
  [
    'fromGenesys message',
    () => agentSays('a9', ASKED_AT_MS + 9_000),
    ['applied', 'applied', 'applied', 'applied', 'applied', 'closed'],
  ],
  [
    'fromGenesys disconnected',
    () => disconnected('d9', ASKED_AT_MS + 9_000),
    ['applied', 'applied', 'applied', 'applied', 'applied', 'closed'],
  ],
  [
    'fromGenesys ended',
    () => ({ kind: 'fromGenesys', event: { kind: 'ended', why: 'lost' } }),
    ['applied', 'applied', 'applied', 'applied', 'applied', 'applied'],
  ],
  [
    'fromGenesys failed',
    () => ({ kind: 'fromGenesys', event: { kind: 'failed', error: failed } }),
    ['applied', 'applied', 'applied', 'applied', 'applied', 'applied'],
  ],
  [
    'connection down',
    () => ({ kind: 'connection', status: 'down' }),
    ['applied', 'applied', 'applied', 'ignored', 'ignored', 'ignored'],
  ],
  [
    'sent, the head',
    ({ toAgent }) => acknowledged(head(toAgent), ASKED_AT_MS + 9_000),
    ['applied', 'applied', 'applied', 'applied', 'applied', 'applied'],
  ],
  [
    'sent, something else',
    () => acknowledged('stale', ASKED_AT_MS - 1),
    ['applied', 'ignored', 'ignored', 'ignored', 'ignored', 'ignored'],
  ],
  [
    'refused, something else',
    () => ({ kind: 'refused', messageId: 'stale', code: 'messageRefused' }),
    ['ignored', 'ignored', 'ignored', 'ignored', 'ignored', 'ignored'],
  ],
  [
    'delivered, the head',
    ({ toUser }) => ({ kind: 'delivered', messageId: head(toUser) }),
    ['ignored', 'applied', 'ignored', 'applied', 'ignored', 'ignored'],
  ],
  [
    'skipped, the head, which is no note of ours',
    ({ toAgent }) => ({ kind: 'skipped', messageId: head(toAgent) }),
    ['ignored', 'ignored', 'ignored', 'ignored', 'ignored', 'ignored'],
  ],
  [
    'delivered, something else',
    () => ({ kind: 'delivered', messageId: 'stale' }),
    ['ignored', 'ignored', 'ignored', 'ignored', 'ignored', 'ignored'],
  ],
  [
    'undeliverable, the head',
    ({ toUser }) => ({ kind: 'undeliverable', messageId: head(toUser), userGone: false }),
    ['ignored', 'applied', 'ignored', 'applied', 'ignored', 'ignored'],
  ],
  [
    'timerDue, the one that is due',
    (record) => ({ kind: 'timerDue', timer: pendingWork(record).timer ?? { name: 'idle', dueAtMs: 0 } }),
    ['applied', 'applied', 'applied', 'applied', 'applied', 'applied'],
  ],
  [
    'timerDue, an old one',
    () => ({ kind: 'timerDue', timer: { name: 'idle', dueAtMs: 0 } }),
    ['ignored', 'ignored', 'ignored', 'ignored', 'ignored', 'ignored'],
  ],
  [
    'endRequested',
    () => ({ kind: 'endRequested', by: 'bot' }),
    ['applied', 'applied', 'applied', 'closed', 'closed', 'closed'],
  ],
  [
    'an endRequested that came before',
    () => ({ kind: 'endRequested', by: 'user', activityId: 'asking' }),
    ['duplicate', 'duplicate', 'duplicate', 'duplicate', 'duplicate', 'duplicate'],
  ],
  [
    'genesysClosed',
    () => ({ kind: 'genesysClosed', result: 'ended' }),
    ['ignored', 'ignored', 'ignored', 'applied', 'applied', 'applied'],
  ],
  [
    'genesysConversationKnown',
    () => ({ kind: 'genesysConversationKnown', genesysConversationId: 'g1' }),
    ['applied', 'applied', 'applied', 'applied', 'applied', 'applied'],
  ],
  [
    'resumeStarted',
    () => ({ kind: 'resumeStarted' }),
    ['ignored', 'ignored', 'ignored', 'ignored', 'applied', 'ignored'],
  ],
  ['resumed', () => ({ kind: 'resumed' }), ['ignored', 'ignored', 'ignored', 'ignored', 'applied', 'ignored']],
  [
    'anything of an earlier handoff',
    () => ({ ...disconnected('d9', ASKED_AT_MS + 9_000), handoffId: 'earlier' }),
    ['closed', 'closed', 'closed', 'closed', 'closed', 'closed'],
  ],
];

describe('every envelope has an answer in every state', () => {
  describe.each(STATE_KINDS)('%s', (kind) => {
    it.each(
      answers.map(([name, news, results]) => [name, results[STATE_KINDS.indexOf(kind)], news] as const),
    )('%s is %s', (_name, expected, news) => {
      const record = recordIn(kind);
      const { result, record: next } = at(record, ASKED_AT_MS + 10_000, news(record));
      expect(result).toBe(expected);
      if (expected !== 'applied') expect(next).toBe(record);
    });
  });
});

describe('the states of a handoff', () => {
  it.each<[StateKind, boolean]>([
    ['opening', true],
    ['waiting', true],
    ['connected', true],
    ['ending', false],
    ['resuming', false],
    ['ended', false],
  ])('hold the bot\'s turns in "%s": %s', (kind, live) => {
    expect(isLive(recordIn(kind))).toBe(live);
    expect(needsOwner(recordIn(kind))).toBe(true);
  });

  it('begin to wait when Genesys has the first message, and tell the user once', () => {
    const record = after(newRecord(), userSays('u1'), acknowledged('handoff-1'), acknowledged('u1'));
    expect(record.state.kind).toBe('waiting');
    expect(texts(record)).toEqual(['(waiting)']);
  });

  it("are connected with the first word of a human, which a flow's word is not", () => {
    const flow: News = {
      kind: 'fromGenesys',
      event: { kind: 'message', id: 'f1', timeMs: ASKED_AT_MS + 1, from: 'flow', text: 'Please wait' },
    };
    const waiting = after(deliverAll(recordIn('waiting')), flow);
    expect(waiting.state.kind).toBe('waiting');
    const connected = after(waiting, agentSays('a1', ASKED_AT_MS + 2), agentSays('a2', ASKED_AT_MS + 3));
    expect(connected).toMatchObject({ state: { kind: 'connected' }, agentName: 'Dana' });
    expect(texts(connected)).toEqual(['Please wait', '<accepted>', '(agentJoined)', 'text of a1', 'text of a2']);
  });

  it('announce the next agent after a transfer, but do not tell the bot again', () => {
    const sam: News = {
      kind: 'fromGenesys',
      event: { kind: 'message', id: 's1', timeMs: ASKED_AT_MS + 900, from: 'agent', name: 'Sam', text: 'Sam here' },
    };
    expect(texts(after(recordIn('connected'), sam))).toEqual(['(agentJoined)', 'Sam here']);
  });

  it('fail when Genesys refuses the first message for good', () => {
    const record = after(newRecord(), { kind: 'refused', messageId: 'handoff-1', code: 'attributesTooLarge' });
    expect(outcomeOf(record)).toMatchObject({ kind: 'failed', error: { code: 'attributesTooLarge' } });
    expect(texts(record)).toEqual(['(failed)']);
  });

  it('go on when a later message is refused, and the user is told', () => {
    const record = after(recordIn('connected'), userSays('u1'), {
      kind: 'refused',
      messageId: 'u1',
      code: 'messageRefused',
    });
    expect(record).toMatchObject({ state: { kind: 'connected' }, toAgent: [] });
    expect(texts(record)).toEqual(['(refused)']);
  });

  it('tell the agent when a message of theirs could not be delivered', () => {
    const record = after(recordIn('connected'), agentSays('a2', ASKED_AT_MS + 900));
    const told = after(record, { kind: 'undeliverable', messageId: head(record.toUser), userGone: false });
    expect(told.toAgent).toMatchObject([{ from: 'note' }]);
    expect(told.state.kind).toBe('connected');
  });

  it('leave a note of ours unsaid where nobody wants it, and what follows it goes on', () => {
    const record = after(recordIn('connected'), agentSays('a2', ASKED_AT_MS + 900));
    const told = after(record, { kind: 'undeliverable', messageId: head(record.toUser), userGone: false });
    const next = after(told, userSays('u1'), { kind: 'skipped', messageId: head(told.toAgent) });
    expect(next.toAgent).toMatchObject([{ id: 'u1', from: 'user' }]);
    expect(next.state.kind).toBe('connected');
  });

  it('end when the channel says that nobody is there any more, and say nothing to nobody', () => {
    const record = after(recordIn('connected'), agentSays('a2', ASKED_AT_MS + 900));
    const gone = after(record, { kind: 'undeliverable', messageId: head(record.toUser), userGone: true });
    expect(outcomeOf(gone)).toMatchObject({ kind: 'userLeft', endedBy: 'user' });
    expect(gone).toMatchObject({ toUser: [], state: { kind: 'resuming' } });
  });
});

describe('limits of time', () => {
  const due = (kind: StateKind) => {
    const record = recordIn(kind);
    const { timer } = pendingWork(record);
    return {
      timer,
      ended: at(record, timer?.dueAtMs ?? 0, { kind: 'timerDue', timer: timer ?? { name: 'idle', dueAtMs: 0 } }).record,
    };
  };
  const { limits } = newRecord();

  it.each([
    ['opening', 'start', ASKED_AT_MS + limits.startTimeoutMs, { kind: 'failed', error: { code: 'startTimedOut' } }],
    ['waiting', 'noAgent', ASKED_AT_MS + limits.noAgentTimeoutMs, { kind: 'nobodyInTime' }],
    ['connected', 'idle', recordIn('connected').lastActivityAtMs + limits.idleTimeoutMs, { kind: 'idle' }],
  ] as const)('end what is "%s" by the timer "%s"', (kind, name, dueAtMs, outcome) => {
    const { timer, ended } = due(kind);
    expect(timer).toEqual({ name, dueAtMs });
    expect(outcomeOf(ended)).toMatchObject({ ...outcome, endedBy: 'system' });
    expect(ended.genesysSide).toMatchObject({ closeUntilMs: dueAtMs + limits.cleanUpMs });
  });

  it.each(['opening', 'waiting', 'connected'] as const)('of 0 do not exist: "%s"', (kind) => {
    const none = { startTimeoutMs: 0, noAgentTimeoutMs: 0, idleTimeoutMs: 0, tombstoneMs: 0, cleanUpMs: 0 };
    expect(pendingWork({ ...recordIn(kind), limits: none }).timer).toBeUndefined();
  });

  it('begin anew with every word from either side', () => {
    const record = recordIn('connected');
    const later = at(record, ASKED_AT_MS + 90_000, userSays('u1')).record;
    expect(pendingWork(later).timer?.dueAtMs).toBe(ASKED_AT_MS + 90_000 + limits.idleTimeoutMs);
    const old = pendingWork(record).timer;
    expect(at(later, old?.dueAtMs ?? 0, { kind: 'timerDue', timer: old ?? { name: 'idle', dueAtMs: 0 } }).result).toBe(
      'ignored',
    );
  });

  it('keep a tombstone for as long as it is wanted', () => {
    const record = at(recordIn('resuming'), ASKED_AT_MS + 5_000, { kind: 'resumed' }).record;
    expect(record.state).toMatchObject({ expiresAtMs: ASKED_AT_MS + 5_000 + limits.tombstoneMs });
  });
});

describe('limits of size', () => {
  it('refuse a message of the user that would be one too many, and take it when there is room', () => {
    let record = recordIn('connected');
    for (let index = 0; index < MAX_WAITING; index++) record = after(record, userSays(`u${index}`));
    expect(at(record, ASKED_AT_MS, userSays('more')).result).toBe('full');
    const room = after(record, acknowledged('u0'));
    expect(at(room, ASKED_AT_MS, userSays('more')).result).toBe('applied');
  });

  it('take a long text as a whole or not at all', () => {
    let record = recordIn('connected');
    for (let index = 0; index < MAX_WAITING - 1; index++) record = after(record, userSays(`u${index}`));
    const parts = ['1', '2'].map((part) => ({ id: part, text: part, from: 'user' as const }));
    const { result, record: next } = at(record, ASKED_AT_MS, { kind: 'userMessage', activityId: 'long', parts });
    expect(result).toBe('full');
    expect(next).toBe(record);
  });

  it('leave a message of the agent at Genesys while too many wait for the user', () => {
    let record = recordIn('connected');
    for (let index = 0; index < MAX_WAITING; index++)
      record = after(record, agentSays(`b${index}`, ASKED_AT_MS + 1_000 + index));
    const late = agentSays('late', ASKED_AT_MS + 9_000);
    expect(at(record, ASKED_AT_MS, late).result).toBe('full');
    expect(at(record, ASKED_AT_MS, { kind: 'connection', status: 'down' }).result).toBe('ignored');
    const room = after(record, { kind: 'delivered', messageId: head(record.toUser) });
    expect(at(room, ASKED_AT_MS, late).result).toBe('applied');
  });

  it('know a message of Genesys again long after its id was forgotten', () => {
    let record = recordIn('connected');
    const many = MAX_SEEN * 3;
    for (let index = 0; index < many; index++) {
      record = deliverAll(after(record, agentSays(`b${index}`, ASKED_AT_MS + 1_000 + index)));
    }
    expect(record.seenGenesysIds).toHaveLength(MAX_SEEN);
    expect(record.settledThroughMs).toBe(ASKED_AT_MS + 1_000 + many - MAX_SEEN - 1);
    for (const index of [0, 5, many - MAX_SEEN - 1, many - MAX_SEEN, many - 1]) {
      expect(at(record, ASKED_AT_MS, agentSays(`b${index}`, ASKED_AT_MS + 1_000 + index)).result).toBe('duplicate');
    }
    expect(at(record, ASKED_AT_MS, agentSays('new', ASKED_AT_MS + 1_000 + many)).result).toBe('applied');
  });

  it('take what was missed, however much was said since, and know what was said since', () => {
    let record = after(recordIn('connected'), agentSays('before', ASKED_AT_MS + 1_000));
    record = after(record, gapSince(ASKED_AT_MS + 1_000));
    const later = MAX_SEEN * 3;
    for (let index = 0; index < later; index++) {
      record = deliverAll(after(record, agentSays(`b${index}`, ASKED_AT_MS + 60_000 + index)));
    }
    expect(at(record, ASKED_AT_MS, agentSays('b0', ASKED_AT_MS + 60_000)).result).toBe('duplicate');
    record = deliverAll(after(record, agentSays('missed', ASKED_AT_MS + 30_000)));
    expect(at(record, ASKED_AT_MS, agentSays('missed', ASKED_AT_MS + 30_000)).result).toBe('duplicate');
    record = after(record, { kind: 'caughtUp' }, agentSays('new', ASKED_AT_MS + 90_000));
    expect(record.seenGenesysIds).toHaveLength(MAX_SEEN);
    for (const [id, time] of [
      ['b0', 60_000],
      ['missed', 30_000],
      ['new', 90_000],
    ] as const) {
      expect(at(record, ASKED_AT_MS, agentSays(id, ASKED_AT_MS + time)).result).toBe('duplicate');
    }
  });

  it('keep the widest of several gaps open until everything is here', () => {
    let record = after(recordIn('connected'), gapSince(ASKED_AT_MS + 5_000), gapSince(ASKED_AT_MS + 2_000));
    expect(at(record, ASKED_AT_MS, gapSince(ASKED_AT_MS + 9_000)).result).toBe('ignored');
    expect(record.gapSinceMs).toBe(ASKED_AT_MS + 2_000);
    record = after(record, { kind: 'caughtUp' });
    expect(record.gapSinceMs).toBeUndefined();
    expect(at(record, ASKED_AT_MS, { kind: 'caughtUp' }).result).toBe('ignored');
  });

  it('know the newest activities of the user again', () => {
    let record = recordIn('connected');
    for (let index = 0; index < MAX_SEEN * 2; index++)
      record = after(record, userSays(`u${index}`), acknowledged(`u${index}`));
    expect(record.seenActivityIds).toHaveLength(MAX_SEEN);
    expect(record.lately).toHaveLength(MAX_LATELY);
    expect(at(record, ASKED_AT_MS, userSays(`u${MAX_SEEN}`)).result).toBe('duplicate');
  });
});

describe('what a record asks to be done', () => {
  const nothing: PendingWork = {
    session: 'closed',
    sendToAgent: undefined,
    deliverToUser: undefined,
    endAtGenesys: false,
    resume: false,
    timer: undefined,
  };
  const over: HandoffRecord = { ...recordIn('ended'), genesysSide: 'closed' };

  it('is nothing when it is over on both sides', () => {
    expect(pendingWork(over)).toEqual(nothing);
    expect(needsOwner(over)).toBe(false);
  });

  it('is the head of each list, and a session, while it is live', () => {
    const record = after(recordIn('connected'), userSays('u1'), userSays('u2'), agentSays('a2', ASKED_AT_MS + 900));
    expect(pendingWork(record)).toMatchObject({
      session: 'open',
      sendToAgent: { id: 'u1' },
      deliverToUser: { text: 'text of a2' },
      endAtGenesys: false,
      resume: false,
    });
  });

  it('is the end at Genesys beside whatever the user still gets', () => {
    expect(pendingWork(recordIn('ending'))).toMatchObject({
      session: 'open',
      endAtGenesys: true,
      deliverToUser: { notice: 'endedByUser' },
    });
  });

  it("is the bot's turn when everything is delivered", () => {
    expect(pendingWork(recordIn('resuming'))).toMatchObject({ resume: true, deliverToUser: undefined });
  });
});
