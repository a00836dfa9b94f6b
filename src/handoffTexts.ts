import { fillText } from './content/fillText';
import type { ContentWords } from './content/richText';
import { dutch } from './texts/dutch';
import { english } from './texts/english';
import { french } from './texts/french';
import { german } from './texts/german';
import type { NoticeTexts } from './texts/noticeTexts';

/**
 * Texts by locale (`fr`, `fr-CA`); each may be partial. English, Dutch, French and German are supplied. The closest
 * locale wins, an author's text before a supplied one; then English.
 */
export type TextOverrides = Record<string, Partial<NoticeTexts>>;

/** What is supplied, by language. */
export const suppliedTexts: Readonly<Record<string, NoticeTexts>> = {
  en: english,
  nl: dutch,
  fr: french,
  de: german,
};

const MAX_TABLES = 100;

/** Picks and fills the texts that users see. */
export class HandoffTexts {
  private readonly overrides: ReadonlyMap<string, Partial<NoticeTexts>>;
  /** What was put together for a locale, for the locales that are in use. */
  private readonly tables = new Map<string | undefined, NoticeTexts>();

  constructor(overrides: TextOverrides = {}) {
    this.overrides = new Map(Object.entries(overrides).map(([locale, texts]) => [locale.toLowerCase(), texts]));
  }

  /** `undefined` where the author silenced it. */
  render(
    key: keyof NoticeTexts,
    locale: string | undefined,
    values: { name?: string; minutes?: number } = {},
  ): string | undefined {
    const named = key === 'agentJoined' && !values.name ? 'agentJoinedUnnamed' : key;
    const text = fillText(this.find(named, locale), { name: values.name, minutes: values.minutes?.toString() });
    return text === '' ? undefined : text;
  }

  /** For content that is not shown as what it is. */
  contentWords(locale: string | undefined): ContentWords {
    return { unknown: this.find('contentUnknown', locale), form: this.find('contentForm', locale) };
  }

  private find(key: keyof NoticeTexts, locale: string | undefined): string {
    let table = this.tables.get(locale);
    if (table === undefined) {
      table = this.tableOf(locale);
      // A locale is what the channel says: anything.
      if (this.tables.size >= MAX_TABLES) this.tables.clear();
      this.tables.set(locale, table);
    }
    return table[key];
  }

  /** The closer a locale, the later its texts are laid over the others. */
  private tableOf(locale: string | undefined): NoticeTexts {
    const wanted = (locale ?? 'en').toLowerCase().replaceAll('_', '-');
    const table: NoticeTexts = { ...english };
    for (const tag of new Set(['en', wanted.split('-')[0] ?? 'en', wanted])) {
      if (Object.hasOwn(suppliedTexts, tag)) Object.assign(table, suppliedTexts[tag]);
      const given = Object.entries(this.overrides.get(tag) ?? {}).filter(([, text]) => text !== undefined);
      Object.assign(table, Object.fromEntries(given));
    }
    return table;
  }
}
