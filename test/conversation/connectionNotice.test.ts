import { CONNECTION_NOTICE_MS, ConnectionNotice } from '../../src/conversation/connectionNotice';
import { SimulatedClock } from '../support/simulatedClock';

describe('what the user hears of the connection', () => {
  let clock: SimulatedClock;
  let told: string[];
  let notice: ConnectionNotice;

  beforeEach(() => {
    clock = new SimulatedClock();
    told = [];
    notice = new ConnectionNotice(clock, (status) => void told.push(status));
  });

  it('is nothing as long as it comes back soon', async () => {
    notice.onStatus('down');
    await clock.advance(CONNECTION_NOTICE_MS - 1);
    notice.onStatus('up');
    await clock.advance(CONNECTION_NOTICE_MS * 2);
    expect(told).toEqual([]);
  });

  it('is that it waits, once, and that it is back, once', async () => {
    notice.onStatus('down');
    await clock.advance(CONNECTION_NOTICE_MS);
    notice.onStatus('down');
    await clock.advance(CONNECTION_NOTICE_MS * 3);
    expect(told).toEqual(['down']);
    notice.onStatus('up');
    notice.onStatus('up');
    expect(told).toEqual(['down', 'back']);
  });

  it('counts from the first "down" of a series', async () => {
    notice.onStatus('down');
    await clock.advance(CONNECTION_NOTICE_MS - 1);
    notice.onStatus('down');
    await clock.advance(1);
    expect(told).toEqual(['down']);
  });

  it('is nothing any more once it was stopped or begun anew', async () => {
    notice.onStatus('down');
    notice.stop();
    await clock.advance(CONNECTION_NOTICE_MS);
    notice.onStatus('down');
    await clock.advance(CONNECTION_NOTICE_MS);
    notice.reset();
    notice.onStatus('up');
    expect(told).toEqual(['down']);
    expect(clock.pending).toBe(0);
  });
});
