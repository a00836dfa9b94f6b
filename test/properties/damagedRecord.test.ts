import fc from 'fast-check';
import { pendingWork } from '../../src/conversation/pendingWork';
import type { HandoffRecord } from '../../src/conversation/record';
import { isHandoffRecord } from '../../src/conversation/recordCheck';
import { transition } from '../../src/conversation/transition';
import { ASKED_AT_MS, newRecord, recordIn, STATE_KINDS } from '../conversation/support/records';
import { starts, steps } from './arbitraryEnvelopes';

/** Every path into a value: where damage can be done. */
function pathsOf(value: unknown, prefix: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [prefix];
  return [prefix, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...prefix, key]))];
}

function damaged(record: HandoffRecord, path: string[], damage: unknown): unknown {
  const copy = { root: JSON.parse(JSON.stringify(record)) };
  let holder: Record<string, unknown> = copy;
  let last = 'root';
  for (const key of path) {
    holder = holder[last] as Record<string, unknown>;
    last = key;
  }
  if (damage === undefined) delete holder[last];
  else holder[last] = damage;
  return copy.root === undefined ? undefined : JSON.parse(JSON.stringify(copy.root));
}

const junk = fc.oneof(
  fc.constantFrom(undefined, null, '', 'ended', 'open', 0, -1, true, [], {}, [null], [{}], { kind: 'ended' }),
  fc.jsonValue(),
);

describe('a record as it comes out of a storage', () => {
  it.each(STATE_KINDS)('is known again in state "%s"', (kind) => {
    expect(isHandoffRecord(JSON.parse(JSON.stringify(recordIn(kind))))).toBe(true);
  });

  it('is known again after every history', () => {
    const property = fc.property(starts, steps, (start, history) => {
      let record = start;
      history.forEach((step, index) => {
        record = transition(record, step(record, ASKED_AT_MS + index)).record;
      });
      expect(isHandoffRecord(JSON.parse(JSON.stringify(record)))).toBe(true);
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('is refused when it is of another version', () => {
    expect(isHandoffRecord({ ...newRecord(), recordVersion: 2 })).toBe(false);
  });

  it('is either refused or can be worked with, whatever is damaged', () => {
    const property = fc.property(
      fc.constantFrom(...STATE_KINDS),
      fc.nat(),
      junk,
      steps,
      (kind, where, damage, history) => {
        const paths = pathsOf(recordIn(kind));
        let record = damaged(recordIn(kind), paths[where % paths.length] ?? [], damage);
        if (!isHandoffRecord(record)) return;
        let current: HandoffRecord = record;
        for (const [index, step] of history.entries()) {
          pendingWork(current);
          current = transition(current, step(current, ASKED_AT_MS + index)).record;
        }
        record = current;
        if (!isHandoffRecord(record)) expect(record).toBe('a record');
      },
    );
    fc.assert(property, { numRuns: 1_000 });
  });
});
