import { DRAIN_MS } from '../../src/conversation/ending';
import { pendingWork } from '../../src/conversation/pendingWork';
import { needsOwner } from '../../src/conversation/record';
import {
  ASKED_AT_MS,
  acknowledged,
  after,
  agentSays,
  at,
  deliverAll,
  disconnected,
  newRecord,
  outcomeOf,
  recordIn,
  texts,
  userSays,
} from './support/records';

describe('the end of a handoff', () => {
  const endings = [
    ['user', { kind: 'closed', endedBy: 'user' }],
    ['userLeft', { kind: 'userLeft', endedBy: 'user' }],
    ['bot', { kind: 'closed', endedBy: 'system' }],
    ['dialogCancelled', { kind: 'closed', endedBy: 'system' }],
  ] as const;

  it.each(endings)('by "%s" is an outcome of its own', (by, outcome) => {
    const record = after(recordIn('connected'), { kind: 'endRequested', by });
    expect(outcomeOf(record)).toMatchObject({ ...outcome, humanReached: true, agentName: 'Dana', undelivered: [] });
    expect(record.genesysSide).toMatchObject({ tellAgent: true });
  });

  it('before anybody answered is a cancellation', () => {
    const record = after(recordIn('waiting'), { kind: 'endRequested', by: 'user', activityId: 'bye' });
    expect(outcomeOf(record)).toMatchObject({ kind: 'cancelled', endedBy: 'user', humanReached: false });
  });

  it('by the author carries the reason', () => {
    const record = after(recordIn('connected'), { kind: 'endRequested', by: 'bot', reason: 'solved' });
    expect(outcomeOf(record)).toMatchObject({ kind: 'closed', reason: 'solved' });
  });

  it('by the agent needs nothing more at Genesys', () => {
    const record = after(recordIn('connected'), disconnected('d1', ASKED_AT_MS + 900));
    expect(outcomeOf(record)).toMatchObject({ kind: 'closed', endedBy: 'agent' });
    expect(record.genesysSide).toBe('closed');
    expect(texts(record)).toEqual(['(endedByAgent)']);
  });

  it("by Genesys before anybody answered is not called an agent's", () => {
    const record = after(recordIn('waiting'), disconnected('d1', ASKED_AT_MS + 900));
    expect(outcomeOf(record)).toMatchObject({ kind: 'closed', endedBy: 'system' });
  });

  it('by the agent gives back what crossed it, and ends the conversation which that may have opened', () => {
    const record = after(recordIn('connected'), userSays('u1'), disconnected('d1', ASKED_AT_MS + 900));
    expect(outcomeOf(record)?.undelivered).toEqual(['text of u1']);
    expect(texts(record)).toEqual(['(undelivered)', '(endedByAgent)']);
    expect(record.genesysSide).toMatchObject({ tellAgent: false });
    expect(record.toAgent).toEqual([]);
  });

  it('by the agent ends the conversation that an acknowledged message opened behind it', () => {
    const record = after(
      recordIn('connected'),
      userSays('u1'),
      acknowledged('u1', ASKED_AT_MS + 5_000),
      disconnected('d1', ASKED_AT_MS + 4_000),
    );
    expect(record.genesysSide).toMatchObject({ tellAgent: false });
  });

  it('read-only leaves nothing to be ended', () => {
    const record = after(recordIn('connected'), userSays('u1'), disconnected('d1', ASKED_AT_MS + 900, true));
    expect(record.genesysSide).toBe('closed');
  });

  it.each([
    ['expired', 'sessionExpired'],
    ['lost', 'sessionLost'],
  ] as const)('by a session that is %s is a failure with its code', (why, code) => {
    const record = after(recordIn('connected'), { kind: 'fromGenesys', event: { kind: 'ended', why } });
    expect(outcomeOf(record)).toMatchObject({ kind: 'failed', error: { code } });
    expect(record.genesysSide).toBe('closed');
  });

  it.each([
    ['cleared'],
    ['readOnly'],
  ] as const)("by a session that was %s is the agent's where one was there", (why) => {
    const record = after(recordIn('connected'), { kind: 'fromGenesys', event: { kind: 'ended', why } });
    expect(outcomeOf(record)).toMatchObject({ kind: 'closed', endedBy: 'agent' });
  });

  it('gives up the guest token when both sides are over', () => {
    const resumed = after(recordIn('resuming'), { kind: 'resumed' });
    expect(resumed.session).toEqual({ token: 'secret-token' });
    const over = after(resumed, { kind: 'genesysClosed', result: 'ended' });
    expect(over).toMatchObject({ session: {}, genesysSide: 'closed' });
    expect(needsOwner(over)).toBe(false);
  });

  it('says it to the agent in words where the deployment does not let a guest end it', () => {
    const told = after(recordIn('ending'), { kind: 'genesysClosed', result: 'unsupported' });
    expect(told.toAgent).toMatchObject([{ from: 'note' }]);
    expect(pendingWork(told)).toMatchObject({ endAtGenesys: false, sendToAgent: told.toAgent[0] });
    const asked = after(told, acknowledged(told.toAgent[0]?.id ?? ''));
    expect(pendingWork(asked).endAtGenesys).toBe(true);
    expect(after(asked, { kind: 'genesysClosed', result: 'unsupported' }).genesysSide).toBe('closed');
  });

  it('stops trying to end it at Genesys in the end', () => {
    const record = after(recordIn('resuming'), { kind: 'resumed' });
    const { timer } = pendingWork(record);
    expect(timer?.name).toBe('cleanUp');
    const given = at(record, timer?.dueAtMs ?? 0, { kind: 'timerDue', timer: timer ?? { name: 'idle', dueAtMs: 0 } });
    expect(given.record.genesysSide).toBe('closed');
  });
});

describe('what the user wrote before the end', () => {
  const wroteTwo = () => after(recordIn('connected'), userSays('u1'), userSays('u2'));

  it.each([
    'user',
    'userLeft',
    'bot',
    'dialogCancelled',
  ] as const)('still goes to the agent when "%s" ends it, and only then is it ended at Genesys', (by) => {
    const ended = after(wroteTwo(), { kind: 'endRequested', by });
    expect(pendingWork(ended)).toMatchObject({ sendToAgent: { id: 'u1' }, endAtGenesys: false });
    const one = deliverAll(after(ended, acknowledged('u1')));
    expect(one.state.kind).toBe('ending');
    expect(pendingWork(one)).toMatchObject({ sendToAgent: { id: 'u2' }, resume: false });
    const both = after(one, acknowledged('u2'));
    expect(outcomeOf(both)?.undelivered).toEqual([]);
    expect(both.state.kind).toBe(by === 'dialogCancelled' ? 'ended' : 'resuming');
    expect(pendingWork(both).endAtGenesys).toBe(true);
  });

  it('is given back, once, when the agent cannot be reached for long', () => {
    const ended = deliverAll(after(wroteTwo(), { kind: 'endRequested', by: 'user' }, acknowledged('u1')));
    const { timer } = pendingWork(ended);
    expect(timer).toEqual({ name: 'drain', dueAtMs: ASKED_AT_MS + 1_000 + DRAIN_MS });
    const given = at(ended, timer?.dueAtMs ?? 0, { kind: 'timerDue', timer: timer ?? { name: 'idle', dueAtMs: 0 } });
    expect(outcomeOf(given.record)?.undelivered).toEqual(['text of u2']);
    expect(texts(given.record)).toEqual(['(undelivered)']);
    expect(given.record.toAgent).toEqual([]);
    expect(deliverAll(given.record).state.kind).toBe('resuming');
  });

  it('is given back when Genesys ends the conversation meanwhile', () => {
    const ended = after(wroteTwo(), { kind: 'endRequested', by: 'user' }, disconnected('d1', ASKED_AT_MS + 900));
    expect(outcomeOf(ended)?.undelivered).toEqual(['text of u1', 'text of u2']);
    expect(texts(ended)).toEqual(['(endedByUser)', '(undelivered)']);
    // The first of them may have opened a new conversation.
    expect(pendingWork(ended)).toMatchObject({ sendToAgent: undefined, endAtGenesys: true });
    expect(ended.genesysSide).toMatchObject({ tellAgent: false });
  });

  it('is not waited for while the handoff is not even open: nothing of it was under way', () => {
    const ended = after(newRecord(), userSays('u1'), { kind: 'endRequested', by: 'user' });
    expect(outcomeOf(ended)?.undelivered).toEqual(['text of u1']);
    expect(ended.toAgent).toEqual([]);
  });
});

describe('what Genesys said before the end', () => {
  it('is delivered before the bot gets its conversation back', () => {
    const ended = after(
      recordIn('connected'),
      agentSays('a2', ASKED_AT_MS + 700),
      disconnected('d1', ASKED_AT_MS + 900),
    );
    expect(ended.state.kind).toBe('ending');
    expect(texts(ended)).toEqual(['text of a2', '(endedByAgent)']);
    expect(deliverAll(ended).state.kind).toBe('resuming');
  });

  it('is delivered also when it comes while the bot takes over and the bot is faster', () => {
    const late = after(
      recordIn('resuming'),
      { kind: 'genesysClosed', result: 'ended' },
      agentSays('a2', ASKED_AT_MS + 700),
      { kind: 'resumed' },
    );
    expect(late.state.kind).toBe('ended');
    expect(pendingWork(late).deliverToUser).toMatchObject({ text: 'text of a2' });
    expect(needsOwner(late)).toBe(true);
    expect(needsOwner(deliverAll(late))).toBe(false);
  });
});
