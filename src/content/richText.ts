import type { RichCard, RichContent } from '../richContent';
import { assertNever } from '../runtime/assertNever';

/** Words for what has no text of its own. */
export interface ContentWords {
  /** Something came that cannot be shown. */
  unknown: string;
  /** A form came. */
  form: string;
}

export const ENGLISH_CONTENT_WORDS: ContentWords = {
  unknown: '[This message cannot be shown here.]',
  form: '[The agent sent a form, which cannot be filled in here. Please answer in words.]',
};

/** What content says in plain text: for channels that show nothing else, and for transcripts. */
export function richToText(
  content: readonly RichContent[],
  words: ContentWords = ENGLISH_CONTENT_WORDS,
  options: { numbered?: boolean } = {},
): string {
  const bullets = (items: readonly string[]) =>
    items.map((item, index) => `${options.numbered ? `${index + 1}.` : '-'} ${item}`).join('\n');
  let unknown = false;
  const parts = content.map((item): string | undefined => {
    switch (item.kind) {
      case 'text':
        return item.text;
      case 'attachment':
        return item.url ? `${item.name} (${item.url})` : item.name;
      case 'quickReplies':
        return lines(item.title, bullets(item.choices.map(({ text }) => text)));
      case 'card':
        return cardText(item.card, bullets);
      case 'carousel':
        return item.cards.map((card) => cardText(card, bullets)).join('\n\n');
      case 'listPicker':
        return lines(item.title, item.subtitle, ...listLines(item, options.numbered === true));
      case 'datePicker':
        return lines(item.title, item.subtitle, bullets(item.times.map(({ dateTime }) => dateTime)));
      case 'form':
        return lines(words.form, item.title, item.subtitle, bullets(item.questions));
      case 'unknown':
        unknown = true;
        return undefined;
      default:
        return assertNever(item);
    }
  });
  return lines(...parts, unknown ? words.unknown : undefined);
}

function cardText(card: RichCard, bullets: (items: readonly string[]) => string): string {
  const actions = card.actions.map((action) =>
    action.kind === 'link' && action.text !== action.url ? `${action.text} (${action.url})` : action.text,
  );
  return lines(card.title, card.description, bullets(actions));
}

/** Numbers run through all sections: they are what the user answers by. */
function listLines(item: Extract<RichContent, { kind: 'listPicker' }>, numbered: boolean): (string | undefined)[] {
  let number = 0;
  return item.sections.flatMap((section) => [
    section.title,
    ...section.items.map(({ title, subtitle }) => {
      number++;
      return `${numbered ? `${number}.` : '-'} ${subtitle ? `${title} (${subtitle})` : title}`;
    }),
  ]);
}

function lines(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n');
}
