import { asFilled, asNumber, asObject, asObjects } from '../genesys/json';
import type { Clock } from '../runtime/clock';
import { Cached } from './cached';
import type { PlatformClient } from './platformClient';

/** How a queue stands. */
export interface QueueObservation {
  /** Agents on queue, busy ones included. More than none does not mean that a message could be delivered now. */
  onQueue: number;
  /** Messages that wait. */
  waiting: number;
}

/** Observations cost a share of the calls per minute and change slowly. Source: platform reference, section 4. */
const OBSERVATION_LIFE_MS = 10_000;
const WAIT_LIFE_MS = 15_000;

/** What goes on in queues now. */
export class QueueObservations {
  private readonly observations: Cached<QueueObservation | undefined>;
  private readonly waits: Cached<number | undefined>;

  constructor(
    private readonly client: PlatformClient,
    clock: Clock,
  ) {
    this.observations = new Cached(clock, OBSERVATION_LIFE_MS);
    this.waits = new Cached(clock, WAIT_LIFE_MS);
  }

  /**
   * Permission `analytics:queueObservation:view`. `undefined` where Genesys says nothing about the queue: it may be
   * invisible to the OAuth client, so that must not be read as "nobody is there" (platform reference, section 6.3).
   */
  observe(queueId: string): Promise<QueueObservation | undefined> {
    return this.observations.get(queueId, async () => {
      const body = await this.client.call({
        method: 'POST',
        path: '/analytics/queues/observations/query',
        permission: 'analytics:queueObservation:view',
        repeatable: true,
        body: {
          filter: {
            type: 'and',
            predicates: [{ type: 'dimension', dimension: 'queueId', operator: 'matches', value: queueId }],
          },
          metrics: ['oOnQueueUsers', 'oWaiting'],
        },
      });
      return parseObservation(body, queueId);
    });
  }

  /**
   * Seconds that a message is expected to wait, where Genesys has an estimate. Permission `routing:queue:view`. To be
   * shown, not to decide by: it is reported to be above zero when nobody works (platform reference, section 6.2).
   */
  estimatedWaitSeconds(queueId: string): Promise<number | undefined> {
    return this.waits.get(queueId, async () => {
      const body = await this.client.call({
        method: 'GET',
        path: '/routing/queues/{queueId}/mediatypes/{mediaType}/estimatedwaittime',
        params: { queueId, mediaType: 'message' },
        permission: 'routing:queue:view',
      });
      const results = asObjects(asObject(body)?.results);
      const forMessages = results.filter(({ intent }) => asFilled(intent)?.toUpperCase() === 'MESSAGE');
      const seconds = (forMessages.length > 0 ? forMessages : results)
        .map((result) => asNumber(result.estimatedWaitTimeSeconds))
        .find((value) => value !== undefined && value >= 0);
      return seconds;
    });
  }
}

/**
 * User metrics come in groups without a media type, conversation metrics in groups with one; read as if either could
 * be. A group without data has nothing to report, which is zero; no group at all is unknown.
 */
export function parseObservation(body: unknown, queueId: string): QueueObservation | undefined {
  const groups = asObjects(asObject(body)?.results).filter(({ group }) => asObject(group)?.queueId === queueId);
  if (groups.length === 0) return undefined;
  const sum = (metric: string, fits: (mediaType: string | undefined) => boolean) =>
    groups
      .filter(({ group }) => fits(asFilled(asObject(group)?.mediaType)))
      .flatMap(({ data }) => asObjects(data))
      .filter((entry) => entry.metric === metric)
      .reduce((total, entry) => total + (asNumber(asObject(entry.stats)?.count) ?? 0), 0);
  // Where agents are counted per medium instead, the same person stands in several groups: any medium will do.
  const overall = sum('oOnQueueUsers', (mediaType) => mediaType === undefined);
  const onQueue = overall > 0 ? overall : sum('oOnQueueUsers', (mediaType) => mediaType === 'message');
  return { onQueue, waiting: sum('oWaiting', (mediaType) => mediaType === undefined || mediaType === 'message') };
}
