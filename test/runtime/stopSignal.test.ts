import { abortTogether, type StopSignal, StopSource } from '../../src/runtime/stopSignal';

/** Both must behave alike: a `StopSource` stands wherever a `StopSignal` may be an `AbortSignal`. */
const sources: [string, () => { signal: StopSignal; abort(): void }][] = [
  [
    'StopSource',
    () => {
      const source = new StopSource();
      return { signal: source, abort: () => source.abort() };
    },
  ],
  [
    'AbortController',
    () => {
      const controller = new AbortController();
      return { signal: controller.signal, abort: () => controller.abort() };
    },
  ],
];

describe.each(sources)('a stop by %s', (_name, make) => {
  it('is told once to all who listen, in the order they came, and stays', () => {
    const { signal, abort } = make();
    const told: string[] = [];
    signal.addEventListener('abort', () => told.push('first'), { once: true });
    signal.addEventListener('abort', () => told.push('second'), { once: true });
    expect(signal.aborted).toBe(false);
    abort();
    abort();
    expect(told).toEqual(['first', 'second']);
    expect(signal.aborted).toBe(true);
  });

  it('is not told to who has gone, or comes late', () => {
    const { signal, abort } = make();
    const told: string[] = [];
    const gone = () => told.push('gone');
    signal.addEventListener('abort', gone);
    signal.removeEventListener('abort', gone);
    signal.removeEventListener('abort', gone);
    abort();
    signal.addEventListener('abort', () => told.push('late'));
    expect(told).toEqual([]);
  });

  it('may be listened to and left by who is told', () => {
    const { signal, abort } = make();
    const told: string[] = [];
    const listener = () => {
      told.push('told');
      signal.removeEventListener('abort', listener);
    };
    signal.addEventListener('abort', listener);
    abort();
    expect(told).toEqual(['told']);
  });

  it('stops another that is tied to it, also after the fact, until the tie is taken away', () => {
    const first = make();
    const second = make();
    const untied = new StopSource();
    abortTogether(untied, first.signal)();
    const tied = new AbortController();
    abortTogether(tied, first.signal, second.signal);
    second.abort();
    expect(tied.signal.aborted).toBe(true);
    const late = new StopSource();
    abortTogether(late, first.signal, second.signal);
    expect(late.aborted).toBe(true);
    first.abort();
    expect(untied.aborted).toBe(false);
  });
});
