import { PlatformWatch } from '../../src/conversation/platformWatch';
import { RateBudget } from '../../src/runtime/rateBudget';
import { RecordingLogger } from '../support/recordingLogger';
import { SimulatedClock } from '../support/simulatedClock';
import { ASKED_AT_MS, recordIn } from './support/records';

const QUIET_MS = 20_000;

describe('the platform’s word that a conversation is over', () => {
  let clock: SimulatedClock;
  let ended: string[];

  beforeEach(() => {
    clock = new SimulatedClock(ASKED_AT_MS);
    ended = [];
  });

  function watch(gapSinceMs: number | undefined): PlatformWatch {
    return new PlatformWatch(
      {
        runtime: { clock, logger: new RecordingLogger(), random: { next: () => 0.5, uuid: () => 'uuid' } },
        platform: {
          conversationOf: async () => undefined,
          standing: async () => ({ over: true, endedAtMs: 7 }),
          disconnect: async () => {},
        },
        budget: new RateBudget(clock, { limit: 100, windowMs: 60_000 }),
        quietMs: QUIET_MS,
        hearsDisconnects: () => true,
        onConversation: () => {},
        onOver: (id, endedAtMs) => void ended.push(`${id} at ${endedAtMs}`),
      },
      { ...recordIn('connected'), toAgent: [], genesysConversationId: 'g1', gapSinceMs },
    );
  }

  it('counts at once where nothing is missing', async () => {
    const one = watch(undefined);
    await clock.advance(QUIET_MS + 1_000);
    expect(ended).toEqual(['g1 at 7']);
    one.stop();
  });

  it('counts a silence later where something is missing, since nothing is read behind the end', async () => {
    const one = watch(ASKED_AT_MS);
    await clock.advance(QUIET_MS + 1_000);
    expect(ended).toEqual([]);
    await clock.advance(QUIET_MS + 1_000);
    expect(ended).toEqual(['g1 at 7']);
    one.stop();
  });
});
