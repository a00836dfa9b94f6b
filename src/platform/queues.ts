import { HandoffError } from '../errors';
import { asFilled, asNumber, type JsonObject } from '../genesys/json';
import type { Clock } from '../runtime/clock';
import { Cached } from './cached';
import { plain, suggestion } from './nearMisses';
import { type Listing, readPages } from './pages';
import type { PlatformClient } from './platformClient';

/** A queue as a bot may offer it. */
export interface GenesysQueue {
  id: string;
  name: string;
  /** Members, and how many of them have joined, where Genesys says so. */
  memberCount?: number;
  joinedMemberCount?: number;
}

/** How long look-ups are remembered: queues are renamed by people, not by the minute. */
export const LOOK_UP_LIFE_MS = 300_000;

const PERMISSION = 'routing:queue:view';
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Queues by name or id. Permission `routing:queue:view`. */
export class Queues {
  private readonly found: Cached<GenesysQueue | undefined>;
  private readonly lists: Cached<Listing>;

  constructor(
    private readonly client: PlatformClient,
    clock: Clock,
  ) {
    this.found = new Cached(clock, LOOK_UP_LIFE_MS);
    this.lists = new Cached(clock, LOOK_UP_LIFE_MS);
  }

  /** All queues that the OAuth client may see (at most 2,000), by name. */
  async list(): Promise<GenesysQueue[]> {
    const { entities } = await this.listing();
    return toQueues(entities).sort((one, other) => one.name.localeCompare(other.name));
  }

  /**
   * The one queue of this name or id; names are compared without case.
   *
   * @throws HandoffError `queueUnknown` (naming near misses), `queueAmbiguous`, and what `PlatformClient.call` throws
   */
  async find(nameOrId: string): Promise<GenesysQueue> {
    const wanted = nameOrId.trim();
    const byId = UUID.test(wanted) ? await this.read(wanted) : undefined;
    if (byId !== undefined) return byId;
    const key = `name ${plain(wanted)} ${wanted}`;
    const queue = await this.found.get(key, () => this.findByName(wanted));
    if (queue === undefined) {
      throw new HandoffError(
        'platformRefused',
        `There are too many queues to tell whether "${wanted}" is one of them.`,
      );
    }
    return queue;
  }

  /** The queue of this id, or undefined. */
  private read(id: string): Promise<GenesysQueue | undefined> {
    return this.found.get(`id ${id}`, async () => {
      try {
        const path = '/routing/queues/{queueId}';
        const body = await this.client.call({
          method: 'GET',
          path,
          params: { queueId: id },
          permission: PERMISSION,
        });
        return toQueues([body as JsonObject])[0];
      } catch (error) {
        if (error instanceof HandoffError && error.code === 'notFound') return undefined;
        throw error;
      }
    });
  }

  /**
   * Whether Genesys' own filter tells cases apart is not documented, and `*` in it has a meaning: a name that it does
   * not find is looked for in the whole list before it counts as unknown. `undefined`: there was no end to the list.
   */
  private async findByName(wanted: string): Promise<GenesysQueue | undefined> {
    if (!wanted.includes('*')) {
      const { entities } = await readPages(this.client, this.call({ name: wanted }), 3);
      const queue = pick(wanted, toQueues(entities));
      if (queue !== undefined) return queue;
    }
    const { entities, complete } = await this.lists.get('all', () => this.readAll(), 10_000);
    const queues = toQueues(entities);
    const queue = pick(wanted, queues);
    if (queue !== undefined || !complete) return queue;
    const names = queues.map(({ name }) => name);
    throw new HandoffError('queueUnknown', `There is no queue "${wanted}".${suggestion(wanted, names)}`);
  }

  private listing(): Promise<Listing> {
    return this.lists.get('all', () => this.readAll());
  }

  private readAll(): Promise<Listing> {
    return readPages(this.client, this.call({}));
  }

  private call(query: Record<string, string>) {
    return { path: '/routing/queues', query, permission: PERMISSION };
  }
}

/** The queue of this name: the exact one where several differ in case only. */
function pick(wanted: string, queues: readonly GenesysQueue[]): GenesysQueue | undefined {
  const alike = queues.filter(({ name }) => plain(name) === plain(wanted));
  const exact = alike.filter(({ name }) => name === wanted);
  const hits = exact.length > 0 ? exact : alike;
  if (hits.length < 2) return hits[0];
  const named = hits.map(({ id, name }) => `"${name}" (${id})`).join(', ');
  throw new HandoffError('queueAmbiguous', `The queue "${wanted}" could be each of ${named}. Name it by its id.`);
}

function toQueues(entities: readonly JsonObject[]): GenesysQueue[] {
  return entities.flatMap((entity) => {
    const id = asFilled(entity?.id);
    const name = asFilled(entity?.name);
    if (id === undefined || name === undefined) return [];
    const counts = { memberCount: asNumber(entity.memberCount), joinedMemberCount: asNumber(entity.joinedMemberCount) };
    return [{ id, name, ...withoutUndefined(counts) }];
  });
}

function withoutUndefined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
