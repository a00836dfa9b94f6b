import { asFilled, asObject } from '../genesys/json';
import { createRuntime, type Runtime } from '../runtime/runtime';
import { Conversations } from './conversations';
import type { OpeningState } from './openingHours';
import { PlatformClient, type PlatformClientSettings } from './platformClient';
import { type QueueObservation, QueueObservations } from './queueObservations';
import { type GenesysQueue, Queues } from './queues';
import { type Line, Schedules } from './schedules';
import { Skills } from './skills';

/** Settings of `genesysPlatform`. */
export interface GenesysPlatformSettings extends Partial<Runtime> {
  /** Region key (`eu_west_1`) or domain (`mypurecloud.ie`). Needed unless `endpoint` is given. */
  region?: string;
  /** One base URL in place of the region's hosts: a simulator, a gateway. */
  endpoint?: string;
  /** An OAuth client of grant type Client Credentials. */
  clientId: string;
  /** Its secret: it appears in no log and no error. */
  clientSecret: string;
  /** For one request to Genesys, in milliseconds. Default 5,000. */
  timeoutMs?: number;
}

/**
 * What OAuth credentials add to a handoff: names that are checked before a user waits, opening hours, agents on queue,
 * the expected wait. One object holds one access token, so make one per process and share it. Nothing is loaded or
 * called before the first method is.
 *
 * Every method rejects with a HandoffError: `credentialsInvalid`, `permissionMissing` (naming it), `platformUnavailable`,
 * `rateLimited`, `platformRefused`.
 */
export class GenesysPlatform {
  /** @internal */
  readonly client: PlatformClient;
  private readonly allQueues: Queues;
  private readonly skills: Skills;
  private readonly observations: QueueObservations;
  private readonly schedules: Schedules;

  constructor(settings: GenesysPlatformSettings) {
    const runtime = createRuntime(settings);
    const { region, endpoint, clientId, clientSecret, timeoutMs } = settings;
    const clientSettings: PlatformClientSettings = { region, endpoint, clientId, clientSecret, timeoutMs };
    this.client = new PlatformClient(clientSettings, runtime);
    this.allQueues = new Queues(this.client, runtime.clock);
    this.skills = new Skills(this.client, runtime.clock);
    this.observations = new QueueObservations(this.client, runtime.clock);
    this.schedules = new Schedules(this.client, runtime.clock);
  }

  /** The organisation that the credentials belong to. No permission needed. */
  async organization(): Promise<{ id: string; name: string }> {
    const json = asObject(await this.client.call({ method: 'GET', path: '/organizations/me' }));
    return { id: asFilled(json?.id) ?? '', name: asFilled(json?.name) ?? '' };
  }

  /** The queues that the OAuth client may see, by name; remembered for minutes. Permission `routing:queue:view`. */
  queues(): Promise<GenesysQueue[]> {
    return this.allQueues.list();
  }

  /**
   * The queue of this name (in any case) or id. Permission `routing:queue:view`.
   *
   * @throws HandoffError also `queueUnknown` (near misses are named) and `queueAmbiguous`
   */
  findQueue(nameOrId: string): Promise<GenesysQueue> {
    return this.allQueues.find(nameOrId);
  }

  /** The ACD skill as Genesys writes it. Permission `routing:skill:view`. @throws HandoffError also `skillUnknown` */
  findSkill(name: string): Promise<string> {
    return this.skills.findSkill(name);
  }

  /** The language skill for a name or code, as Genesys writes it. @throws HandoffError also `languageUnknown` */
  findLanguage(nameOrCode: string): Promise<string> {
    return this.skills.findLanguage(nameOrCode);
  }

  /**
   * Whether a line is open now, by Genesys' own schedule and emergency groups. Permissions `routing:scheduleGroup:view`,
   * `routing:schedule:view`, `routing:emergencyGroup:view`.
   *
   * @throws HandoffError also `notFound` for a group that is not there
   */
  openingNow(line: Line): Promise<OpeningState> {
    return this.schedules.openingNow(line);
  }

  /** Agents on queue and messages that wait; undefined where Genesys does not say. Permission `analytics:queueObservation:view`. */
  async observe(queue: string): Promise<QueueObservation | undefined> {
    return this.observations.observe((await this.findQueue(queue)).id);
  }

  /** Seconds that a message is expected to wait, where Genesys has an estimate. Permission `routing:queue:view`. */
  async estimatedWaitSeconds(queue: string): Promise<number | undefined> {
    return this.observations.estimatedWaitSeconds((await this.findQueue(queue)).id);
  }

  /** @internal What conversations look like from the platform's side. */
  get conversations(): Conversations {
    return new Conversations(this.client);
  }

  /** Gives up the calls under way. A later call works again. */
  stop(): void {
    this.client.stop();
  }
}

/**
 * The platform API for a handoff: `new GenesysCloudHandoff({ …, platform: genesysPlatform({ region, clientId, clientSecret }) })`.
 *
 * @throws HandoffError `settingsMissing`, `settingsInvalid`
 */
export function genesysPlatform(settings: GenesysPlatformSettings): GenesysPlatform {
  return new GenesysPlatform(settings);
}

/**
 * The same from `GENESYSCLOUD_REGION` or `GENESYSCLOUD_ENDPOINT`, `GENESYSCLOUD_OAUTHCLIENT_ID` and
 * `GENESYSCLOUD_OAUTHCLIENT_SECRET`; undefined when there are no credentials, which web messaging can do without.
 *
 * @throws HandoffError `settingsMissing` when half of it is given, `settingsInvalid`
 */
export function platformFromEnvironment(
  env: Record<string, string | undefined>,
  parts: Partial<Runtime> = {},
): GenesysPlatform | undefined {
  const read = (name: string) => env[name]?.trim() || undefined;
  const clientId = read('GENESYSCLOUD_OAUTHCLIENT_ID');
  const clientSecret = read('GENESYSCLOUD_OAUTHCLIENT_SECRET');
  if (clientId === undefined && clientSecret === undefined) return undefined;
  return genesysPlatform({
    ...parts,
    region: read('GENESYSCLOUD_REGION'),
    endpoint: read('GENESYSCLOUD_ENDPOINT'),
    clientId: clientId ?? '',
    clientSecret: clientSecret ?? '',
  });
}
