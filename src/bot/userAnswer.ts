import { cleanText } from '../content/cleanText';
import type { OfferedChoices } from '../conversation/record';
import { ANSWER_TYPES, type AnswerType, type ChosenAnswer } from '../richContent';
import type { ActivityLike } from './botSdk';
import { abilitiesOf } from './channelAbilities';
import { ANSWER_KEY, readableTime } from './richActivity';

const MAX_LABEL = 200;
const MAX_PAYLOAD = 1_000;

/**
 * What the user chose out of what an agent or flow offered: a pressed button of ours, or the words of one (or of several,
 * for a list: `Fig, Lime`), or on channels without buttons its number. `undefined` for everything else.
 */
export function userAnswerOf(activity: ActivityLike, offered: OfferedChoices | undefined): ChosenAnswer[] | undefined {
  if (activity.type !== 'message') return undefined;
  const pressed = pressedButton(activity.value);
  if (pressed !== undefined) return [pressed];
  const text = activity.text?.trim() ?? '';
  if (offered === undefined || text === '' || text.length > MAX_PAYLOAD) return undefined;
  const whole = find(text, offered, activity);
  if (whole !== undefined) return [whole];
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length < 2) return undefined;
  const several = parts.map((part) => find(part, offered, activity));
  // Only lists take several answers; one word too many makes it a sentence.
  return several.every((one) => one?.type === 'ListPicker') ? (several as ChosenAnswer[]) : undefined;
}

/** The value went through the user's client, so it is checked like everything from there. */
function pressedButton(value: unknown): ChosenAnswer | undefined {
  const answer = (value as Record<string, unknown> | null | undefined)?.[ANSWER_KEY] as
    | Record<string, unknown>
    | undefined;
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { type, text, payload, originatingMessageId } = answer;
  if (!ANSWER_TYPES.includes(type as AnswerType)) return undefined;
  if (typeof text !== 'string' || text.trim() === '' || text.length > MAX_LABEL) return undefined;
  if (typeof payload !== 'string' || payload === '' || payload.length > MAX_PAYLOAD) return undefined;
  const named = typeof originatingMessageId === 'string' && /^[\w-]{1,64}$/.test(originatingMessageId);
  return {
    type: type as AnswerType,
    text: cleanText(text),
    payload: cleanText(payload),
    ...(named && { originatingMessageId: originatingMessageId as string }),
  };
}

function find(text: string, offered: OfferedChoices, activity: ActivityLike): ChosenAnswer | undefined {
  const wanted = text.toLowerCase();
  const named = offered.choices.find(
    (choice) =>
      choice.text.toLowerCase() === wanted ||
      (choice.type === 'DatePicker' && readableTime(choice.payload, activity.locale).toLowerCase() === wanted),
  );
  if (named !== undefined) return named;
  const can = abilitiesOf(activity.channelId);
  const isNumbered = offered.fresh && can.cardButtons === 0 && offered.choices.length > 1;
  return isNumbered && /^\d{1,2}$/.test(text) ? offered.choices[Number(text) - 1] : undefined;
}
