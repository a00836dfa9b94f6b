import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, HandoffError, type HandoffErrorCode } from '../src/errors';

const source = readFileSync(join(__dirname, '../src/errors.ts'), 'utf8');
const codes = (pattern: RegExp, text: string) => [...text.matchAll(pattern)].map((match) => match[1] ?? '');
const documented = codes(/^ \* \| `(\w+)` \|/gm, source);
const declared = codes(/^ {2}\| '(\w+)'/gm, source);
const retryableRows = codes(/^ \* \| `(\w+)` \|.*\| yes \|$/gm, source);

describe('the catalogue of errors', () => {
  it('documents every code, once, and no other', () => {
    expect(declared.length).toBeGreaterThan(15);
    expect([...documented].sort()).toEqual([...declared].sort());
    expect(new Set(declared).size).toBe(declared.length);
  });

  it('says of each code whether the same call may succeed later', () => {
    const retryable = declared.filter((code) => new HandoffError(code as HandoffErrorCode, 'x').retryable);
    expect(retryable.sort()).toEqual(retryableRows.sort());
  });

  it('keeps what caused an error, and nothing where nothing did', () => {
    const cause = new Error('below');
    expect(new HandoffError('storageUnavailable', 'x', { cause }).cause).toBe(cause);
    expect('cause' in new HandoffError('storageUnavailable', 'x')).toBe(false);
  });
});

describe('the code of anything thrown', () => {
  it.each([
    [new HandoffError('alreadyActive', 'x'), 'alreadyActive'],
    [Object.assign(new Error('x'), { code: 'ENOSPC' }), 'ENOSPC'],
    [Object.assign(new Error('x'), { statusCode: 503 }), 'http503'],
    [new TypeError('x'), 'TypeError'],
    ['a text', 'unknown'],
    [undefined, 'unknown'],
    [null, 'unknown'],
    [{}, 'unknown'],
  ])('%# is %s', (error, code) => {
    expect(errorCode(error)).toBe(code);
  });
});
