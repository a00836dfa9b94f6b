import { escapeHtml, escapeMarkdown, safeMarkdown } from '../content/markdown';
import { offeredBy } from '../content/offered';
import { type ContentWords, richToText } from '../content/richText';
import type { ChosenAnswer, RichCard, RichContent } from '../richContent';
import { assertNever } from '../runtime/assertNever';
import type { ChannelAbilities } from './channelAbilities';

/** Key of our answers in the value of a pressed button. */
export const ANSWER_KEY = 'genesysAnswer';

const HERO_CARD = 'application/vnd.microsoft.card.hero';

/** What the agent says, as the record has it. */
export interface AgentSaying {
  text: string;
  content?: readonly RichContent[];
  markdown?: boolean;
}

/** As much of an activity as is made here: plain JSON of either SDK. */
export interface RichActivity {
  type: 'message';
  text?: string;
  textFormat: 'plain' | 'markdown';
  attachments?: Attachment[];
  attachmentLayout?: 'list' | 'carousel';
  suggestedActions?: { to: string[]; actions: Button[] };
}

type Attachment = { contentType: string; contentUrl?: string; name?: string; content?: object };
type Button = { type: string; title: string; text?: string; displayText?: string; value: unknown };

/**
 * One message of the agent as one activity, in the best form that the channel can show: one, so that a delivery that is
 * tried again repeats nothing.
 */
export function richActivity(
  saying: AgentSaying,
  can: ChannelAbilities,
  words: ContentWords,
  locale?: string,
): RichActivity {
  const { content } = saying;
  // Words of content are no markdown; only where the agent's own stand among them must they be told apart.
  const hasText = content === undefined || content.some(({ kind }) => kind === 'text');
  const markdown = saying.markdown === true && can.markdown && hasText;
  const textFormat = markdown ? 'markdown' : 'plain';
  const textOf = (text: string) => (markdown ? safeMarkdown(text) : text);
  if (content === undefined) return { type: 'message', text: textOf(saying.text), textFormat };
  if (can.cardButtons === 0 && can.suggestedActions === 0) {
    return {
      type: 'message',
      text: richToText(content, words, { numbered: offeredBy(content).length > 1 }),
      textFormat,
    };
  }
  const parts = new Parts(can, words, locale, markdown);
  for (const item of content) parts.add(item);
  const text = parts.lines.filter((line) => line !== '').join('\n');
  const { attachments, actions } = parts;
  return {
    type: 'message',
    // Some channels drop a message without a text, and all take one.
    ...(text !== '' && { text }),
    textFormat,
    ...(attachments.length > 0 && {
      attachments,
      attachmentLayout: parts.sideBySide && can.carousel ? 'carousel' : 'list',
    }),
    ...(actions.length > 0 && { suggestedActions: { to: [], actions } }),
  };
}

/** Collects what an activity is made of, item by item. */
class Parts {
  readonly lines: string[] = [];
  readonly attachments: Attachment[] = [];
  readonly actions: Button[] = [];
  sideBySide = false;

  constructor(
    private readonly can: ChannelAbilities,
    private readonly words: ContentWords,
    private readonly locale: string | undefined,
    private readonly markdown: boolean,
  ) {}

  add(item: RichContent): void {
    switch (item.kind) {
      case 'text':
        this.lines.push(this.markdown ? safeMarkdown(item.text) : item.text);
        break;
      case 'attachment':
        if (item.url && this.can.shows.includes(item.mediaType)) {
          this.attachments.push({ contentType: item.mime, contentUrl: item.url, name: item.name });
        } else if (this.markdown && item.url) this.lines.push(`[${escapeMarkdown(item.name)}](${item.url})`);
        else this.line(richToText([item]));
        break;
      case 'quickReplies':
        this.quickReplies(item);
        break;
      case 'card':
        this.card(item.card);
        break;
      case 'carousel':
        this.sideBySide = true;
        for (const card of item.cards) this.card(card);
        break;
      case 'listPicker':
        this.line(item.title, item.subtitle);
        for (const { title, items } of item.sections) {
          const subtitles = items.flatMap((entry) => (entry.subtitle ? [`${entry.title}: ${entry.subtitle}`] : []));
          const choices = offeredBy([{ ...item, sections: [{ multiple: false, items }] }]);
          this.hero(
            { title, text: subtitles.join('\n') },
            choices.map((choice) => this.button(choice)),
          );
        }
        break;
      case 'datePicker': {
        this.line(item.title, item.subtitle);
        const choices = offeredBy([item]);
        if (choices.length > 0) {
          this.hero(
            {},
            choices.map((choice) => this.button({ ...choice, text: readableTime(choice.payload, this.locale) })),
          );
        }
        break;
      }
      case 'form':
        this.lines.push(this.words.form);
        this.line(item.title, item.subtitle, ...item.questions.map((question) => `- ${question}`));
        break;
      case 'unknown':
        if (!this.lines.includes(this.words.unknown)) this.lines.push(this.words.unknown);
        break;
      default:
        assertNever(item);
    }
  }

  private quickReplies(item: Extract<RichContent, { kind: 'quickReplies' }>): void {
    this.line(item.title);
    const buttons = offeredBy([item]).map((choice) => this.button(choice));
    if (this.actions.length + buttons.length <= this.can.suggestedActions) this.actions.push(...buttons);
    else this.hero({}, buttons);
  }

  private card(card: RichCard): void {
    const buttons = card.actions.map(
      (action): Button =>
        action.kind === 'link'
          ? { type: 'openUrl', title: action.text, value: action.url }
          : this.button({ type: 'Button', text: action.text, payload: action.payload }),
    );
    this.hero({ title: card.title, text: card.description, imageUrl: card.imageUrl }, buttons);
  }

  /** A card, and as many more as its buttons need. */
  private hero(head: { title?: string; text?: string; imageUrl?: string }, buttons: readonly Button[]): void {
    const most = this.can.cardButtons;
    for (let from = 0; from === 0 || from < buttons.length; from += most) {
      const { title, text, imageUrl } = from === 0 ? head : {};
      this.attachments.push({
        contentType: HERO_CARD,
        content: {
          ...(title && { title: this.cardWords(title) }),
          ...(text && { text: this.cardWords(text) }),
          ...(imageUrl && { images: [{ url: imageUrl }] }),
          buttons: buttons.slice(from, from + most),
        },
      });
    }
  }

  private button(choice: ChosenAnswer): Button {
    const { text } = choice;
    return this.can.button === 'messageBack'
      ? { type: 'messageBack', title: text, text, displayText: text, value: { [ANSWER_KEY]: choice } }
      : { type: 'imBack', title: text, value: text };
  }

  private cardWords(text: string): string {
    switch (this.can.cardWords) {
      case 'markdown':
        return escapeMarkdown(text);
      case 'html':
        return escapeHtml(text);
      case 'plain':
        return text;
    }
  }

  /** Words of content: never markdown. */
  private line(...texts: (string | undefined)[]): void {
    for (const text of texts) if (text) this.lines.push(this.markdown ? escapeMarkdown(text) : text);
  }
}

/** An offered time in the user's language. In UTC and saying so: where the user is, no channel tells reliably. */
export function readableTime(dateTime: string, locale: string | undefined): string {
  const format = { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' } as const;
  try {
    return `${new Intl.DateTimeFormat(locale || 'en', format).format(new Date(dateTime))} UTC`;
  } catch {
    return dateTime;
  }
}
