import fc from 'fast-check';
import { parseFrame, parseHistoryPage } from '../../src/genesys/guestFrames';

const parse = (frame: unknown) => parseFrame(JSON.stringify(frame));
const structured = (body: object) => parse({ type: 'message', class: 'StructuredMessage', code: 200, body });

describe('parsing what Genesys says to a guest', () => {
  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.json(), fc.string(), (json, text) => {
        expect(parseFrame(json).kind).toBeDefined();
        expect(parseFrame(text).kind).toBeDefined();
      }),
    );
  });

  it('never throws for known classes with wild bodies', () => {
    const classes = [
      'SessionResponse',
      'StructuredMessage',
      'JwtResponse',
      'TooManyRequestsErrorMessage',
      'ErrorMessage',
    ];
    const wild = fc.record({
      class: fc.constantFrom(...classes),
      code: fc.anything(),
      body: fc.oneof(
        fc.jsonValue(),
        fc.record({
          direction: fc.constantFrom('Inbound', 'Outbound'),
          content: fc.jsonValue(),
          events: fc.array(fc.jsonValue()),
          channel: fc.jsonValue(),
          metadata: fc.jsonValue(),
          text: fc.jsonValue(),
        }),
      ),
    });
    fc.assert(fc.property(wild, (frame) => expect(parse(frame).kind).toBeDefined()));
  });

  it.each([
    ['text that is no JSON', 'hello', 'notJson'],
    ['JSON that is no object', '[1]', 'notAnObject'],
    ['an object without a class', '{"type":"message"}', 'noClass'],
    ['a message without a body', '{"class":"StructuredMessage"}', 'badBody'],
    ['a message without a direction', '{"class":"StructuredMessage","body":{"text":"x"}}', 'badBody'],
    ['a session response whose body is text', '{"class":"SessionResponse","body":"x"}', 'badBody'],
  ])('calls %s malformed', (_name, text, why) => {
    expect(parseFrame(text)).toMatchObject({ kind: 'malformed', why });
  });

  it('calls a class nobody knows unknown', () => {
    expect(parse({ class: 'News', code: 200, body: {} })).toEqual({ kind: 'unknown', class: 'News' });
  });

  it('reads the answer to configureSession, its expiry in seconds or milliseconds', () => {
    const body = { connected: true, newSession: true, readOnly: false, expirationDate: 1_795_600_000 };
    const frame = { type: 'response', class: 'SessionResponse', code: 200, body, tracingId: 't1' };
    const session = { connected: true, newSession: true, readOnly: false, expiresAtMs: 1_795_600_000_000 };
    expect(parse(frame)).toEqual({ kind: 'session', session, tracingId: 't1' });
    expect(parse({ ...frame, body: { ...body, expirationDate: 1_795_600_000_000 } })).toMatchObject({ session });
    expect(parse({ ...frame, body: { connected: true } })).toMatchObject({
      session: { connected: true, readOnly: false },
    });
  });

  it('reads an echo with its stable id', () => {
    const channel = { time: '2026-11-20T10:01:58.120Z', messageId: 'stable', from: {}, to: {} };
    expect(structured({ id: 'other', type: 'Text', direction: 'Inbound', text: 'Hi', channel })).toMatchObject({
      kind: 'message',
      message: {
        key: 'stable',
        direction: 'inbound',
        timeMs: Date.parse(channel.time),
        rawText: 'Hi',
      },
    });
  });

  it.each([
    [{ nickname: 'Dana', firstName: 'D', lastName: 'S' }, 'Dana'],
    [{ firstName: 'Dana', lastName: 'Smith' }, 'Dana Smith'],
    [{}, undefined],
    [7, undefined],
  ])('reads the agent’s name from %j', (from, name) => {
    const frame = structured({
      id: 'a',
      direction: 'Outbound',
      originatingEntity: 'Human',
      text: 'Hi',
      channel: { from },
    });
    expect(frame).toMatchObject({ kind: 'message', message: { originatingEntity: 'human' } });
    expect(frame.kind === 'message' && frame.message.name).toBe(name);
  });

  it.each([
    ['"true"', { readOnly: 'true' }, true],
    ['"false"', { readOnly: 'false' }, false],
    ['nothing', undefined, false],
  ])('reads a Disconnect whose readOnly says %s', (_name, metadata, readOnly) => {
    const events = [{ eventType: 'Presence', presence: { type: 'Disconnect' } }];
    const frame = structured({ id: 'a', type: 'Event', direction: 'Outbound', events, metadata });
    expect(frame).toMatchObject({ message: { events: [{ kind: 'disconnect', readOnly }], text: '' } });
  });

  it('gives a message without an id the same id each time', () => {
    const body = { direction: 'Outbound', text: 'Hi', channel: { time: '2026-11-20T10:00:00.000Z' } };
    const key = (value: object) => (structured(value) as { message: { key: string } }).message.key;
    expect(key(body)).toBe(key({ ...body }));
    expect(key(body)).not.toBe(key({ ...body, text: 'Ho' }));
  });

  it.each<[string, object, object]>([
    ['a plain error', { class: 'string', code: 4011, body: 'secret text' }, { kind: 'error', code: 4011 }],
    ['a JSON error', { class: 'ErrorMessage', code: 400, body: { errorCode: 4013 } }, { kind: 'error', code: 4013 }],
    ['an unknown error class', { class: 'NewError', code: 409, body: {} }, { kind: 'error', code: 409 }],
    ['an expired session', { class: 'string', code: 4006, body: '' }, { kind: 'sessionExpired' }],
    ['the expiry event', { class: 'SessionExpiredEvent', code: 200, body: {} }, { kind: 'sessionExpired' }],
    ['the cleared event', { class: 'SessionClearedEvent', code: 200, body: {} }, { kind: 'sessionCleared' }],
    [
      'a rate limit in seconds',
      { class: 'TooManyRequestsErrorMessage', code: 429, body: { retryAfter: 3, errorCode: 4029 } },
      { kind: 'tooManyRequests', retryAfterMs: 3_000 },
    ],
    [
      'a rate limit as text',
      { class: 'string', code: 429, body: 'slow' },
      { kind: 'tooManyRequests', retryAfterMs: 3_000 },
    ],
    [
      'a rate limit with a wild wait',
      { class: 'TooManyRequestsErrorMessage', body: { retryAfter: 1e9 } },
      { kind: 'tooManyRequests', retryAfterMs: 300_000 },
    ],
    [
      'a closed connection by reason',
      { class: 'ConnectionClosedEvent', code: 200, body: { reason: 'signedIn' } },
      { kind: 'connectionClosed', reason: 'signedIn' },
    ],
    [
      'a closed connection by reasonCode',
      { class: 'ConnectionClosedEvent', body: { reasonCode: 'x' } },
      { kind: 'connectionClosed', reason: 'x' },
    ],
    [
      'a token',
      { class: 'JwtResponse', body: { jwt: 'j', exp: 100 } },
      { kind: 'jwt', jwt: 'j', expiresAtMs: 100_000 },
    ],
  ])('reads %s', (_name, frame, expected) => {
    expect(parse(frame)).toEqual(expected);
  });

  it('leaves the texts of errors behind, since they can quote a message', () => {
    expect(JSON.stringify(parse({ class: 'string', code: 400, body: 'secret' }))).not.toContain('secret');
    const body = { errorCode: 4011, errorMessage: 'secret' };
    expect(JSON.stringify(parse({ class: 'ErrorMessage', code: 400, body }))).not.toContain('secret');
  });

  it('reads a page of the history and passes over what is no message', () => {
    const entities = [{ id: 'a', direction: 'Outbound', text: 'Hi' }, null, 7, { id: 'b' }];
    const page = parseHistoryPage({ entities, total: 4, pageCount: 1 });
    expect(page).toMatchObject({ size: 4, total: 4, pageCount: 1, entries: [{ key: 'a' }] });
    expect(parseHistoryPage({ message: 'error' })).toBeUndefined();
  });
});
