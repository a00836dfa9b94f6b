import { parseGuestMessage } from '../../../src/genesys/guestMessage';
import { findSent } from '../../../src/transports/webMessaging/sentMessage';

const entry = (id: string, text: string, seconds: number, metadata = {}) =>
  parseGuestMessage({
    id: `socket-${id}`,
    type: 'Text',
    direction: 'Inbound',
    text,
    channel: { messageId: id, time: new Date(seconds * 1000).toISOString() },
    metadata,
  })!;

const message = { id: 'ours', text: 'ok' };
const receipt = (id: string, seconds: number) => ({ genesysMessageId: id, timeMs: seconds * 1000 });

describe('looking for a sent message in the history', () => {
  it('finds it by our own id where the history keeps that', () => {
    const entries = [entry('b', 'tidied text', 2, { id: 'ours' }), entry('a', 'ok', 1)];
    expect(findSent(entries, message, undefined)?.key).toBe('b');
  });

  it('finds it by its text among what is newer than the last receipt', () => {
    const entries = [entry('b', 'ok', 2), entry('a', 'ok', 1)];
    expect(findSent(entries, message, receipt('a', 1))?.key).toBe('b');
  });

  it('does not take the last acknowledged message for it', () => {
    expect(findSent([entry('a', 'ok', 1)], message, receipt('a', 1))).toBeUndefined();
  });

  it('does not take an older message for it', () => {
    expect(findSent([entry('a', 'ok', 1), entry('z', 'ok', 0)], message, receipt('a', 1))).toBeUndefined();
  });

  it('tells messages of one millisecond apart by their place', () => {
    expect(findSent([entry('b', 'ok', 1), entry('a', 'ok', 1)], message, receipt('a', 1))?.key).toBe('b');
    expect(findSent([entry('b', 'ok', 1), entry('a', 'ok', 1)], message, receipt('b', 1))).toBeUndefined();
  });

  it('goes by the time where the receipt’s message is not in the list', () => {
    expect(findSent([entry('b', 'ok', 2), entry('a', 'ok', 1)], message, receipt('gone', 1))?.key).toBe('b');
    expect(findSent([entry('a', 'ok', 1)], message, receipt('gone', 1))).toBeUndefined();
  });

  it('does not take another message of ours with the same text for it', () => {
    expect(findSent([entry('b', 'ok', 2, { id: 'other' })], message, receipt('a', 1))).toBeUndefined();
  });

  it('does not mind line ends and edges that were tidied', () => {
    const found = findSent([entry('b', 'one\ntwo', 2)], { id: 'ours', text: ' one\r\ntwo ' }, undefined);
    expect(found?.key).toBe('b');
  });

  it('never takes the agent’s words for ours', () => {
    const agent = { ...entry('b', 'ok', 2), direction: 'outbound' as const };
    expect(findSent([agent], message, undefined)).toBeUndefined();
  });
});
