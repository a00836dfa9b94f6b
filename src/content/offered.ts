import type { ChosenAnswer, RichContent } from '../richContent';
import { assertNever } from '../runtime/assertNever';

/** What a message lets the user choose, in the order in which it is shown (and numbered, where it is). */
export function offeredBy(content: readonly RichContent[]): ChosenAnswer[] {
  return content.flatMap((item): ChosenAnswer[] => {
    switch (item.kind) {
      case 'quickReplies':
        return item.choices.map((choice) => ({ type: 'QuickReply', ...choice }));
      case 'card':
        return cardChoices([item.card]);
      case 'carousel':
        return cardChoices(item.cards);
      case 'listPicker':
        return item.sections.flatMap((section) =>
          section.items.map(({ id, title }) => ({
            type: 'ListPicker' as const,
            text: title,
            payload: id,
            originatingMessageId: item.messageId,
          })),
        );
      case 'datePicker':
        return item.times.map(({ dateTime }) => ({
          type: 'DatePicker',
          text: dateTime,
          payload: dateTime,
          originatingMessageId: item.messageId,
        }));
      case 'text':
      case 'attachment':
      case 'form':
      case 'unknown':
        return [];
      default:
        return assertNever(item);
    }
  });
}

function cardChoices(cards: readonly Extract<RichContent, { kind: 'card' }>['card'][]): ChosenAnswer[] {
  return cards.flatMap(({ actions }) =>
    actions.flatMap((action) =>
      action.kind === 'postback' ? [{ type: 'Button' as const, text: action.text, payload: action.payload }] : [],
    ),
  );
}
