import { classifyDeliveryError } from '../../src/bot/deliveryErrors';

const restError = (statusCode: number, headers: Record<string, string> = {}) =>
  Object.assign(new Error('a text nobody reads'), {
    statusCode,
    response: { headers: { get: (name: string) => headers[name.toLowerCase()] } },
  });

describe('an error of the channel', () => {
  it.each([403, 404, 410])('%i means that nobody is there any more', (status) => {
    expect(classifyDeliveryError(restError(status))).toEqual({ fate: 'userGone' });
  });

  it.each([400, 405, 413, 415, 422])('%i is about this message only', (status) => {
    expect(classifyDeliveryError(restError(status)).fate).toBe('refused');
  });

  it.each([401, 408, 412, 429, 500, 502, 503, 504])('%i may pass', (status) => {
    expect(classifyDeliveryError(restError(status)).fate).toBe('later');
  });

  it.each([
    ['a reset connection', Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
    ['an abort', new DOMException('aborted', 'AbortError')],
    ['nothing', undefined],
    ['a text', 'failed'],
    ['a status that is a text', { statusCode: '404' }],
  ])('without a status may pass: %s', (_name, error) => {
    expect(classifyDeliveryError(error)).toEqual({ fate: 'later' });
  });

  it.each([
    ['5', 5_000],
    ['0.5', 500],
    ['3600', 60_000],
    ['-1', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('that asks to wait "%s" is waited for', (header, retryAfterMs) => {
    expect(classifyDeliveryError(restError(429, { 'retry-after': header }))).toEqual({ fate: 'later', retryAfterMs });
  });
});
