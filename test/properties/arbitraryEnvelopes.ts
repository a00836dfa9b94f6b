import fc from 'fast-check';
import type { Envelope } from '../../src/conversation/envelope';
import { pendingWork } from '../../src/conversation/pendingWork';
import type { HandoffRecord } from '../../src/conversation/record';
import { HandoffError } from '../../src/errors';
import { ASKED_AT_MS, newRecord } from '../conversation/support/records';

/**
 * A step of a generated history. Ids are drawn from small pools, so that duplicates, stale and foreign ones are common;
 * `head` and `current` stand for what the record at that moment waits for, so that progress is common as well.
 */
export type Step = (record: HandoffRecord, atMs: number) => Envelope;

/** `label` is what a counterexample shows of it. */
const step = (label: string, make: Step): Step => Object.assign(make, { [fc.toStringMethod]: () => label });
const small = fc.nat({ max: 12 });
const timeMs = fc.integer({ min: ASKED_AT_MS, max: ASKED_AT_MS + 40 });

const userMessage = fc.tuple(small, fc.integer({ min: 1, max: 3 })).map(([n, parts]) =>
  step(`userMessage u${n} in ${parts}`, (_record, atMs) => ({
    kind: 'userMessage',
    activityId: `u${n}`,
    parts: Array.from({ length: parts }, (_, part) => ({ id: `u${n}#${part}`, text: `u${n}#${part}`, from: 'user' })),
    atMs,
  })),
);

const message = fc.tuple(
  small,
  timeMs,
  fc.constantFrom('agent' as const, 'flow' as const),
  fc.option(fc.constantFrom('Dana', 'Sam')),
);
const genesysMessage = message.map(([n, time, from, name]) =>
  step(`message a${n} at ${time - ASKED_AT_MS} from ${from} ${name}`, (_record, atMs) => ({
    kind: 'fromGenesys',
    event: { kind: 'message', id: `a${n}`, timeMs: time, from, name: name ?? undefined, text: `a${n}` },
    atMs,
  })),
);

const disconnected = fc.tuple(small, timeMs, fc.boolean()).map(([n, time, readOnly]) =>
  step(`disconnected d${n} at ${time - ASKED_AT_MS}${readOnly ? ' read-only' : ''}`, (_record, atMs) => ({
    kind: 'fromGenesys',
    event: { kind: 'disconnected', id: `d${n}`, timeMs: time, readOnly },
    atMs,
  })),
);

const gap = fc
  .tuple(fc.boolean(), timeMs)
  .map(([open, time]) =>
    step(open ? `gap since ${time - ASKED_AT_MS}` : 'caughtUp', (_record, atMs) =>
      open ? { kind: 'fromGenesys', event: { kind: 'gap', sinceMs: time }, atMs } : { kind: 'caughtUp', atMs },
    ),
  );

const sessionGone = fc
  .constantFrom('expired' as const, 'lost' as const, 'cleared' as const, 'readOnly' as const)
  .map((why) =>
    step(`session ${why}`, (_record, atMs) => ({ kind: 'fromGenesys', event: { kind: 'ended', why }, atMs })),
  );

const sessionFailed = fc.constant(
  step('session failed', (_record, atMs) => ({
    kind: 'fromGenesys',
    event: { kind: 'failed', error: new HandoffError('accessDenied', 'Genesys refused the connection.') },
    atMs,
  })),
);

const agentWork = fc
  .tuple(fc.constantFrom('sent', 'sent', 'sent', 'refused', 'skipped'), fc.boolean(), timeMs)
  .map(([kind, head, time]) =>
    step(`${kind} ${head ? 'head' : 'stale'} at ${time - ASKED_AT_MS}`, (record, atMs) => {
      const messageId = head ? (record.toAgent[0]?.id ?? 'none') : 'stale';
      if (kind === 'skipped') return { kind, messageId, atMs };
      return kind === 'sent'
        ? { kind: 'sent', messageId, receipt: { genesysMessageId: messageId, timeMs: time }, atMs }
        : { kind: 'refused', messageId, code: 'messageRefused', atMs };
    }),
  );

const userWork = fc
  .tuple(fc.constantFrom('delivered', 'delivered', 'delivered', 'undeliverable'), fc.boolean(), fc.boolean())
  .map(([kind, head, userGone]) =>
    step(`${kind} ${head ? 'head' : 'stale'}${userGone ? ', user gone' : ''}`, (record, atMs) => {
      const messageId = head ? (record.toUser[0]?.id ?? 'none') : 'stale';
      return kind === 'delivered'
        ? { kind: 'delivered', messageId, atMs }
        : { kind: 'undeliverable', messageId, userGone, atMs };
    }),
  );

const timerDue = fc.boolean().map((current) =>
  step(`timerDue ${current ? 'current' : 'stale'}`, (record, atMs) => {
    const timer = current ? pendingWork(record).timer : undefined;
    return { kind: 'timerDue', timer: timer ?? { name: 'idle', dueAtMs: ASKED_AT_MS }, atMs };
  }),
);

const endRequested = fc
  .tuple(
    fc.constantFrom('user' as const, 'userLeft' as const, 'bot' as const, 'dialogCancelled' as const),
    fc.option(small),
  )
  .map(([by, n]) =>
    step(`endRequested by ${by} with u${n}`, (_record, atMs) => ({
      kind: 'endRequested',
      by,
      activityId: n === null ? undefined : `u${n}`,
      atMs,
    })),
  );

const others = fc.oneof(
  fc
    .constantFrom('down' as const, 'back' as const)
    .map((status) => step(`connection ${status}`, (_record, atMs) => ({ kind: 'connection', status, atMs }))),
  fc
    .constantFrom('ended' as const, 'unsupported' as const, 'gaveUp' as const)
    .map((result) => step(`genesysClosed ${result}`, (_record, atMs) => ({ kind: 'genesysClosed', result, atMs }))),
  fc.constant(
    step('genesysConversationKnown', (_record, atMs) => ({
      kind: 'genesysConversationKnown',
      genesysConversationId: 'g1',
      atMs,
    })),
  ),
  fc.constant(step('resumeStarted', (_record, atMs) => ({ kind: 'resumeStarted', atMs }))),
  fc.constant(step('resumed', (_record, atMs) => ({ kind: 'resumed', atMs }))),
  fc.constant(
    step('resumed, of another handoff', (_record, atMs) => ({ kind: 'resumed', handoffId: 'an earlier one', atMs })),
  ),
);

/** Rather long lives: ends are rarer than what happens before and after them. */
export const steps = fc.array(
  fc.oneof(
    { arbitrary: userMessage, weight: 6 },
    { arbitrary: genesysMessage, weight: 6 },
    { arbitrary: agentWork, weight: 6 },
    { arbitrary: userWork, weight: 6 },
    { arbitrary: others, weight: 4 },
    { arbitrary: timerDue, weight: 1 },
    { arbitrary: endRequested, weight: 1 },
    { arbitrary: disconnected, weight: 1 },
    { arbitrary: gap, weight: 1 },
    { arbitrary: sessionGone, weight: 1 },
    { arbitrary: sessionFailed, weight: 1 },
  ),
  { maxLength: 60, size: 'max' },
);

/** Where a history begins: with and without limits of time, and with a topic in several parts. */
export const starts = fc
  .record({ limited: fc.boolean(), parts: fc.integer({ min: 1, max: 3 }), byEvent: fc.boolean() })
  .map(({ limited, parts, byEvent }) =>
    newRecord({
      startedBy: byEvent ? 'event' : 'dialog',
      toAgent: Array.from({ length: parts }, (_, part) => ({
        id: `topic#${part}`,
        text: `topic#${part}`,
        from: 'note',
      })),
      limits: limited
        ? newRecord().limits
        : { startTimeoutMs: 0, noAgentTimeoutMs: 0, idleTimeoutMs: 0, tombstoneMs: 1_000, cleanUpMs: 0 },
    }),
  );
