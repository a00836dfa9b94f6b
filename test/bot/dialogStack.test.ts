import { HANDOFF_ID_KEY, stateMentions } from '../../src/bot/dialogStack';

const waiting = (handoffId: string) => ({ id: 'offload', state: { [HANDOFF_ID_KEY]: handoffId } });

describe('a dialog that waits for its handoff', () => {
  it('is found under whatever property the author keeps the stack', () => {
    expect(stateMentions({ anything: { dialogStack: [waiting('h1')] } }, 'h1')).toBe(true);
  });

  it('is found inside of component dialogs', () => {
    const nested = {
      dialogStack: [{ state: { dialogs: { dialogStack: [{ state: { dialogs: [waiting('h1')] } }] } } }],
    };
    expect(stateMentions({ dialogs: nested }, 'h1')).toBe(true);
  });

  it.each([
    ['another handoff', { dialogs: [waiting('h2')] }],
    ['its id elsewhere', { dialogs: ['h1', { id: 'h1' }] }],
    ['nothing', undefined],
    ['an empty bag', {}],
  ])('is not taken from %s', (_name, bag) => {
    expect(stateMentions(bag, 'h1')).toBe(false);
  });

  it('is looked for once in what leads back to itself, however often', () => {
    const bag: Record<string, unknown> = {};
    for (let index = 0; index < 20; index++) bag[`self${index}`] = bag;
    expect(stateMentions(bag, 'h1')).toBe(false);
    bag.stack = [waiting('h1')];
    expect(stateMentions(bag, 'h1')).toBe(true);
  });
});
