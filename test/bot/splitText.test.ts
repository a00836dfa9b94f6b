import fc from 'fast-check';
import { splitText } from '../../src/bot/agentText';

const anyText = fc.oneof(
  fc.string({ maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), { maxLength: 30 })
    .map((words) => words.join(' ')),
);
/** Whether it holds half of a character. */
const isBroken = (text: string): boolean => /[\ud800-\udfff]/u.test(text);

const limit = fc.integer({ min: 4, max: 120 });

describe('a text that is longer than one message may be', () => {
  it('is whole again when its parts are put together', () => {
    fc.assert(fc.property(anyText, limit, (text, maxBytes) => splitText(text, maxBytes).join('') === text));
  });

  it('has no part beyond the limit, in bytes of UTF-8', () => {
    fc.assert(
      fc.property(anyText, limit, (text, maxBytes) =>
        splitText(text, maxBytes).every((part) => Buffer.byteLength(part) <= maxBytes),
      ),
    );
  });

  it('has no character cut in two', () => {
    fc.assert(
      fc.property(anyText, limit, (text, maxBytes) =>
        splitText(text, maxBytes).every((part) => isBroken(text) || !isBroken(part)),
      ),
    );
  });

  it('has no empty part, and few parts: each is at least half full, but for the last', () => {
    fc.assert(
      fc.property(anyText, limit, (text, maxBytes) => {
        const parts = splitText(text, maxBytes);
        // A character has up to four bytes, a space that ends a part up to three.
        return parts.every((part, index) => part.length * 4 >= (maxBytes - 4) / 2 || index === parts.length - 1);
      }),
    );
  });

  it('ends its parts at words where there are some', () => {
    expect(splitText('one two three four', 9)).toEqual(['one two ', 'three ', 'four']);
    expect(splitText('first line\nsecond line', 16)).toEqual(['first line\n', 'second line']);
  });

  it('is one part when it fits, also when it is empty', () => {
    expect(splitText('fits', 4)).toEqual(['fits']);
    expect(splitText('', 4)).toEqual(['']);
    expect(splitText('😀😀😀', 4)).toEqual(['😀', '😀', '😀']);
  });
});
