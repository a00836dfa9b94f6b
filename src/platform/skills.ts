import { HandoffError } from '../errors';
import { asFilled } from '../genesys/json';
import type { Clock } from '../runtime/clock';
import { Cached } from './cached';
import { plain, suggestion } from './nearMisses';
import { readPages } from './pages';
import type { PlatformClient } from './platformClient';
import { LOOK_UP_LIFE_MS } from './queues';

/** How old a list may be that says "there is no such thing": somebody may just have made it. */
const FRESH_MS = 10_000;

interface Names {
  names: string[];
  complete: boolean;
}

/** ACD skills (permission `routing:skill:view`) and language skills (no permission), by name. */
export class Skills {
  private readonly lists: Cached<Names>;

  constructor(
    private readonly client: PlatformClient,
    clock: Clock,
  ) {
    this.lists = new Cached(clock, LOOK_UP_LIFE_MS);
  }

  /**
   * The skill as Genesys writes it.
   *
   * @throws HandoffError `skillUnknown` (naming near misses), and what `PlatformClient.call` throws
   */
  async findSkill(wanted: string): Promise<string> {
    return this.find('skill', [wanted], { path: '/routing/skills', permission: 'routing:skill:view' });
  }

  /**
   * The language skill as Genesys writes it; a code (`fr`, `fr-CA`) finds `French`, `Français` and the like.
   *
   * @throws HandoffError `languageUnknown` (naming near misses), and what `PlatformClient.call` throws
   */
  async findLanguage(wanted: string): Promise<string> {
    return this.find('language', languageNames(wanted), { path: '/routing/languages' });
  }

  private async find(
    what: 'skill' | 'language',
    candidates: readonly string[],
    call: { path: string; permission?: string },
  ): Promise<string> {
    const wanted = candidates[0] ?? '';
    for (const maxAgeMs of [LOOK_UP_LIFE_MS, FRESH_MS]) {
      const { names, complete } = await this.lists.get(call.path, () => this.read(call), maxAgeMs);
      const found = pick(candidates, names);
      if (found !== undefined) return found;
      if (!complete) {
        throw new HandoffError('platformRefused', `There are too many ${what}s to tell whether "${wanted}" is one.`);
      }
      if (maxAgeMs === FRESH_MS) {
        throw new HandoffError(
          what === 'skill' ? 'skillUnknown' : 'languageUnknown',
          `There is no ${what === 'skill' ? 'ACD skill' : 'language skill'} "${wanted}".${suggestion(wanted, names)}`,
        );
      }
    }
    throw new Error('unreachable');
  }

  private async read(call: { path: string; permission?: string }): Promise<Names> {
    const { entities, complete } = await readPages(this.client, call);
    const names = entities.flatMap((entity) => {
      const state = asFilled(entity.state)?.toLowerCase();
      return state === undefined || state === 'active' ? (asFilled(entity.name) ?? []) : [];
    });
    return { names, complete };
  }
}

/** The first candidate that is there; exactly as written if it is, else without case. */
function pick(candidates: readonly string[], names: readonly string[]): string | undefined {
  for (const candidate of candidates) {
    const found =
      names.find((name) => name === candidate.trim()) ?? names.find((name) => plain(name) === plain(candidate));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a language may be called in Genesys, where administrators name language skills as they like. */
function languageNames(wanted: string): string[] {
  const code = wanted.trim();
  const base = code.split(/[-_]/)[0] ?? code;
  if (!/^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i.test(code)) return [code];
  const named = [code.replace('_', '-'), base].flatMap((tag) =>
    ['en', base].flatMap((locale) => {
      try {
        return new Intl.DisplayNames([locale], { type: 'language', fallback: 'none' }).of(tag) ?? [];
      } catch {
        return []; // not a language's code after all
      }
    }),
  );
  return [code, code.replace('_', '-'), ...named, base];
}
