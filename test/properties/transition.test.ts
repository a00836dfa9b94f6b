import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Envelope } from '../../src/conversation/envelope';
import { pendingWork } from '../../src/conversation/pendingWork';
import {
  type HandoffRecord,
  isLive,
  MAX_LATELY,
  MAX_SEEN,
  MAX_SEEN_IN_GAP,
  MAX_WAITING,
  needsOwner,
} from '../../src/conversation/record';
import { transition } from '../../src/conversation/transition';
import type { TransitionResult } from '../../src/conversation/transitionResult';
import { ASKED_AT_MS, outcomeOf } from '../conversation/support/records';
import { type Step, starts, steps } from './arbitraryEnvelopes';

interface Moment {
  before: HandoffRecord;
  envelope: Envelope;
  result: TransitionResult;
  after: HandoffRecord;
}

const frozen = (record: HandoffRecord): HandoffRecord => deepFreeze(structuredClone(record));

const json = (value: unknown): string => JSON.stringify(value);
const same = (one: unknown, other: unknown): boolean =>
  isDeepStrictEqual(JSON.parse(json(one)), JSON.parse(json(other)));

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

/** Runs a history; every record on the way is frozen, so a transition that changes its input throws. */
function run(start: HandoffRecord, history: Step[]): Moment[] {
  const moments: Moment[] = [];
  let before = frozen(start);
  history.forEach((make, index) => {
    const envelope = make(before, ASKED_AT_MS + index + 1);
    const { record, result } = transition(before, envelope);
    const after = deepFreeze(record);
    moments.push({ before, envelope, result, after });
    before = after;
  });
  return moments;
}

const ORDER = ['opening', 'waiting', 'connected', 'ending', 'resuming', 'ended'];
const rank = (record: HandoffRecord): number => ORDER.indexOf(record.state.kind);

/** What is wrong in a history; nothing, for every history from every start. */
type Violations = Iterable<unknown>;

function holds(name: string, violations: (moments: Moment[], start: HandoffRecord) => Violations): void {
  it(name, () => {
    fc.assert(
      fc.property(starts, steps, (start, history) => {
        expect([...violations(run(start, history), start)]).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
}

const repeated = <T>(list: T[]): T[] => list.filter((item, index) => list.indexOf(item) !== index);

describe('whatever happens to a handoff, in whatever order', () => {
  holds('every pair of state and envelope has an answer, and only "applied" changes the record', function* (moments) {
    for (const { before, envelope, after, result } of moments) {
      if ((result === 'applied') === (after === before)) yield { envelope, result };
    }
  });

  holds('it never goes back to an earlier state', function* (moments) {
    for (const { before, envelope, after } of moments) if (rank(after) < rank(before)) yield envelope;
  });

  holds('it is resumed at most once, ended at most once, and never resumed when nobody waits', function* (moments) {
    const into = (kind: string) =>
      moments.filter(({ before, after }) => before.state.kind !== kind && after.state.kind === kind);
    if (into('ended').length > 1) yield 'ended twice';
    if (into('resuming').length > 1) yield 'resumed twice';
    for (const { after } of moments) if (after.resumeUnwanted && pendingWork(after).resume) yield after.state;
  });

  holds(
    'the outcome never changes, but for messages that still arrive while the end waits for them',
    function* (moments) {
      for (const { before, after } of moments) {
        const [was, is] = [outcomeOf(before), outcomeOf(after)];
        if (was === undefined) continue;
        const final = before.state.kind !== 'ending' || before.state.draining === undefined;
        if (final ? json(is) !== json(was) : json({ ...is, undelivered: [] }) !== json({ ...was, undelivered: [] })) {
          yield { was, is };
        }
      }
    },
  );

  holds('the bot gets no turn of the user exactly while the handoff is live', function* (moments) {
    for (const { after } of moments) {
      if (isLive(after) !== (outcomeOf(after) === undefined)) yield after.state;
      if (isLive(after) && pendingWork(after).resume) yield after.state;
    }
  });

  holds('what the user is to get keeps the order in which it came, and no id comes twice', function* (moments) {
    const arrived: string[] = [];
    for (const { before, after } of moments) {
      const known = new Set(before.toUser.map(({ id }) => id));
      arrived.push(...after.toUser.map(({ id }) => id).filter((id) => !known.has(id)));
      const waiting = after.toUser.map(({ id }) => id);
      if (json(waiting) !== json(arrived.filter((id) => waiting.includes(id)))) yield { waiting, arrived };
    }
    yield* repeated(arrived);
  });

  holds('a text from Genesys is accepted once, whatever repeats it', function* (moments) {
    yield* repeated(
      moments.flatMap(({ envelope, result }) =>
        envelope.kind === 'fromGenesys' && envelope.event.kind === 'message' && result === 'applied'
          ? [envelope.event.id]
          : [],
      ),
    );
  });

  holds('the same activity is applied once', function* (moments) {
    yield* repeated(
      moments.flatMap(({ envelope, result }) =>
        envelope.kind === 'userMessage' && result === 'applied' ? [envelope.activityId] : [],
      ),
    );
  });

  holds('every accepted text of the user has exactly one fate', function* (moments) {
    const fates = new Map<string, 'waiting' | 'sent' | 'refused'>();
    for (const { before, envelope, result, after } of moments) {
      if (envelope.kind === 'userMessage' && result === 'applied') {
        for (const { id } of envelope.parts) fates.set(id, 'waiting');
      }
      if ((envelope.kind === 'sent' || envelope.kind === 'refused') && before.toAgent[0]?.id === envelope.messageId) {
        if (fates.has(envelope.messageId)) fates.set(envelope.messageId, envelope.kind);
      }
      const draining = after.state.kind === 'ending' && after.state.draining !== undefined;
      for (const [id, fate] of fates) {
        const waits = after.toAgent.some((message) => message.id === id);
        const givenBack = outcomeOf(after)?.undelivered.includes(id) ?? false;
        // What Genesys took after it had ended the conversation was acknowledged and reached nobody: it is given back too.
        const sound = {
          waiting: draining ? waits && givenBack : waits !== givenBack,
          sent: !waits,
          refused: !waits && !givenBack,
        };
        if (!sound[fate]) yield { id, fate, waits, givenBack };
      }
    }
  });

  holds('the record stays bounded', function* (moments) {
    for (const { after } of moments) {
      if (after.toAgent.length > MAX_WAITING || after.toUser.length > MAX_WAITING + 4) yield 'too much waits';
      const most = after.gapSinceMs === undefined ? MAX_SEEN : MAX_SEEN_IN_GAP;
      if (after.seenActivityIds.length > MAX_SEEN || after.seenGenesysIds.length > most) yield 'too much is remembered';
      if (after.lately.length > MAX_LATELY) yield 'too much is kept';
    }
  });

  holds('a record that was stored and read behaves like the one that was not', function* (moments) {
    for (const { before, envelope, result, after } of moments) {
      const again = transition(JSON.parse(json(before)), envelope);
      if (again.result !== result || !same(again.record, after)) yield { envelope, result, again };
      if (!same(pendingWork(JSON.parse(json(after))), pendingWork(after))) yield pendingWork(after);
    }
  });

  holds('nobody is let go of while something is left to do', function* (moments) {
    for (const { after } of moments) {
      const { sendToAgent, deliverToUser, endAtGenesys, resume, session } = pendingWork(after);
      const work =
        sendToAgent !== undefined || deliverToUser !== undefined || endAtGenesys || resume || session === 'open';
      if (needsOwner(after) !== (work || after.state.kind !== 'ended')) yield pendingWork(after);
    }
  });

  const over = { state: { kind: 'ended' }, genesysSide: 'closed', session: {}, toAgent: [], toUser: [] };

  it('it comes to an end once somebody asks for it and the work that is pending gets done', () => {
    const property = fc.property(starts, steps, (start, history) => {
      let record = run(start, history).at(-1)?.after ?? start;
      const apply = (envelope: Envelope) => {
        record = transition(record, envelope).record;
      };
      let atMs = ASKED_AT_MS + 1_000;
      apply({ kind: 'endRequested', by: 'bot', atMs });
      for (let round = 0; needsOwner(record) && round < 1_000; round++) {
        atMs++;
        const { sendToAgent, deliverToUser, endAtGenesys, resume } = pendingWork(record);
        if (sendToAgent !== undefined) {
          const receipt = { genesysMessageId: sendToAgent.id, timeMs: atMs };
          apply({ kind: 'sent', messageId: sendToAgent.id, receipt, atMs });
        } else if (endAtGenesys) {
          apply({ kind: 'genesysClosed', result: round % 2 === 0 ? 'unsupported' : 'ended', atMs });
        } else if (deliverToUser !== undefined) apply({ kind: 'delivered', messageId: deliverToUser.id, atMs });
        else if (resume) apply({ kind: 'resumed', atMs });
      }
      expect(record).toMatchObject(over);
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('it comes to an end also when Genesys and the channel are away and only time passes', () => {
    const property = fc.property(starts, steps, (start, history) => {
      let record = run(start, history).at(-1)?.after ?? start;
      const apply = (envelope: Envelope) => {
        record = transition(record, envelope).record;
      };
      let atMs = ASKED_AT_MS + 1_000;
      apply({ kind: 'endRequested', by: 'userLeft', atMs });
      for (let round = 0; needsOwner(record) && round < 1_000; round++) {
        const { deliverToUser, resume, timer } = pendingWork(record);
        atMs = Math.max(atMs, timer?.dueAtMs ?? 0);
        if (timer !== undefined) apply({ kind: 'timerDue', timer, atMs });
        else if (deliverToUser !== undefined) {
          apply({ kind: 'undeliverable', messageId: deliverToUser.id, userGone: true, atMs });
        } else if (resume) apply({ kind: 'resumed', atMs });
      }
      expect(record).toMatchObject(over);
    });
    fc.assert(property, { numRuns: 300 });
  });
});
