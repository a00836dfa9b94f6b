import { cleanName, cleanText, cut } from '../content/cleanText';
import { safeUrl } from '../content/safeUrl';
import type { CardAction, Choice, ListSection, MediaType, OfferedTime, RichCard, RichContent } from '../richContent';
import { asFilled, asNumber, asObject, asObjects, type JsonObject } from './json';

/**
 * Bounds of what one message may bring. Genesys' own are lower where they are known (10 cards, 13 quick replies); these
 * keep a record small whatever comes.
 */
const MAX_ITEMS = 20;
/** Of the whole content as JSON; what goes beyond it is announced like unknown content. */
const MAX_CHARACTERS = 60_000;
const MAX_CHOICES = 50;
const MAX_CARD_ACTIONS = 10;
const MAX_LABEL = 200;
const MAX_TEXT = 2_000;
const MAX_PAYLOAD = 1_000;

/**
 * Reads the content items of a message. What is not understood becomes `unknown`, in its place; nothing is dropped
 * silently and nothing throws.
 *
 * @param messageId the message's own id: pickers are answered by it.
 * Shapes: Web Messaging, structured content (`content[].contentType` and the property it names).
 */
export function parseContent(items: readonly JsonObject[], messageId: string): RichContent[] {
  const content: RichContent[] = [];
  let room = MAX_CHARACTERS;
  for (const item of items.slice(0, MAX_ITEMS)) {
    let parsed = parseItem(item, messageId);
    room -= JSON.stringify(parsed ?? '').length;
    if (parsed === undefined || room < 0) parsed = { kind: 'unknown', contentType: nameOf(item) };
    const last = content.at(-1);
    // One item per quick reply on the wire; one question to the user.
    if (parsed.kind === 'quickReplies' && parsed.title === undefined && last?.kind === 'quickReplies') {
      last.choices = [...last.choices, ...parsed.choices].slice(0, MAX_CHOICES);
    } else content.push(parsed);
  }
  if (items.length > MAX_ITEMS) content.push({ kind: 'unknown', contentType: `${items.length - MAX_ITEMS} more` });
  return content;
}

function nameOf({ contentType }: JsonObject): string {
  return (typeof contentType === 'string' ? cleanName(contentType, 40) : undefined) ?? 'unnamed';
}

function parseItem(item: JsonObject, messageId: string): RichContent | undefined {
  switch (item.contentType) {
    case 'Text':
      return textItem(asObject(item.text)?.body ?? item.text);
    case 'Attachment':
      return parseAttachment(asObject(item.attachment));
    case 'QuickReply': {
      const choices = parseChoices([asObject(item.quickReply) ?? {}]);
      return choices.length > 0 ? { kind: 'quickReplies', choices } : undefined;
    }
    case 'QuickReplyV2': {
      const reply = asObject(item.quickReplyV2);
      const choices = parseChoices(asObjects(reply?.actions));
      return choices.length > 0 ? { kind: 'quickReplies', title: label(reply?.title) ?? '', choices } : undefined;
    }
    case 'Card': {
      const card = parseCard(asObject(item.card));
      return card && { kind: 'card', card };
    }
    case 'Carousel': {
      const cards = asObjects(asObject(item.carousel)?.cards)
        .slice(0, MAX_ITEMS)
        .flatMap((card) => parseCard(card) ?? []);
      return cards.length > 0 ? { kind: 'carousel', cards } : undefined;
    }
    case 'ListPicker':
      return parseListPicker(asObject(item.listPicker), messageId);
    case 'DatePicker':
      return parseDatePicker(asObject(item.datePicker), messageId);
    case 'Form':
      return parseForm(asObject(item.form));
    case 'ButtonResponse':
      return textItem(asObject(item.buttonResponse)?.text);
    // Deprecated cards and lists of Genesys: their titles are all that is worth showing.
    case 'GenericTemplate':
    case 'ListTemplate': {
      const template = asObject(item.generic) ?? asObject(item.list);
      const elements = asObjects(template?.elements ?? template?.components);
      return textItem(
        [template?.title, template?.text, ...elements.map(({ title }) => title)]
          .map(asFilled)
          .filter(Boolean)
          .join('\n'),
      );
    }
    default:
      return undefined;
  }
}

function textItem(value: unknown): RichContent | undefined {
  const text = words(value);
  return text === undefined ? undefined : { kind: 'text', text };
}

function parseAttachment(file: JsonObject | undefined): RichContent | undefined {
  const url = safeUrl(file?.url);
  const name = cleanName(asFilled(file?.filename) ?? '');
  if (!file || (name === undefined && url === undefined)) return undefined;
  const mime = asFilled(file.mime)?.toLowerCase();
  return {
    kind: 'attachment',
    name: name ?? 'File',
    mime: mime !== undefined && /^[\w.+-]+\/[\w.+-]+$/.test(mime) ? mime : 'application/octet-stream',
    mediaType: mediaType(file.mediaType, mime),
    ...(url && { url }),
  };
}

function mediaType(value: unknown, mime = ''): MediaType {
  const named = asFilled(value)?.toLowerCase();
  if (named === 'image' || named === 'video' || named === 'audio' || named === 'link') return named;
  const family = mime.split('/')[0];
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'file';
}

function parseChoices(actions: readonly JsonObject[]): Choice[] {
  return actions.slice(0, MAX_CHOICES).flatMap((action) => choice(action.text, action.payload) ?? []);
}

function choice(text: unknown, payload: unknown): Choice | undefined {
  const shown = label(text);
  if (shown === undefined) return undefined;
  const sent = typeof payload === 'string' && payload !== '' && payload.length <= MAX_PAYLOAD ? payload : shown;
  return { text: shown, payload: sent };
}

function parseCard(card: JsonObject | undefined): RichCard | undefined {
  const title = label(card?.title);
  const description = words(card?.description);
  const imageUrl = safeUrl(card?.image);
  if (!card || (title ?? description ?? imageUrl) === undefined) return undefined;
  return {
    title: title ?? '',
    ...(description && { description }),
    ...(imageUrl && { imageUrl }),
    actions: asObjects(card.actions)
      .slice(0, MAX_CARD_ACTIONS)
      .flatMap((action) => cardAction(action) ?? []),
  };
}

function cardAction(action: JsonObject): CardAction | undefined {
  if (action.type === 'Link' || (action.url !== undefined && action.payload === undefined)) {
    const url = safeUrl(action.url);
    return url === undefined ? undefined : { kind: 'link', text: label(action.text) ?? url, url };
  }
  const chosen = choice(action.text, action.payload);
  return chosen && { kind: 'postback', ...chosen };
}

function parseListPicker(picker: JsonObject | undefined, messageId: string): RichContent | undefined {
  const question = asObject(picker?.receivedMessage);
  let room = MAX_CHOICES;
  const sections: ListSection[] = asObjects(picker?.sections).flatMap((section) => {
    const items = asObjects(section.items)
      .flatMap((item) => listItem(item) ?? [])
      .slice(0, room);
    room -= items.length;
    const title = label(section.title);
    return items.length > 0 ? [{ ...(title && { title }), multiple: section.multipleSelection === true, items }] : [];
  });
  return sections.length === 0 ? undefined : { kind: 'listPicker', messageId, ...heading(question), sections };
}

function listItem(item: JsonObject): ListSection['items'][number] | undefined {
  const title = label(item.title);
  if (title === undefined) return undefined;
  const subtitle = label(item.subtitle);
  const imageUrl = safeUrl(item.imageUrl);
  const id = typeof item.id === 'string' && item.id !== '' && item.id.length <= MAX_PAYLOAD ? item.id : title;
  return { id, title, ...(subtitle && { subtitle }), ...(imageUrl && { imageUrl }) };
}

function parseDatePicker(picker: JsonObject | undefined, messageId: string): RichContent | undefined {
  if (!picker) return undefined;
  const times: OfferedTime[] = asObjects(picker.availableTimes)
    .slice(0, MAX_CHOICES)
    .flatMap((time) => {
      const dateTime = asFilled(time.dateTime);
      if (dateTime === undefined || dateTime.length > 40 || Number.isNaN(Date.parse(dateTime))) return [];
      const durationSeconds = asNumber(time.duration);
      return [{ dateTime, ...(durationSeconds !== undefined && { durationSeconds }) }];
    });
  const title = heading(picker);
  return times.length === 0 && title.title === undefined
    ? undefined
    : { kind: 'datePicker', messageId, ...title, times };
}

function parseForm(form: JsonObject | undefined): RichContent | undefined {
  if (!form) return undefined;
  const components = asObjects(form.formPages).flatMap((page) => asObjects(page.pageComponents));
  const questions = components.slice(0, MAX_ITEMS).flatMap((component) => {
    const inner = Object.values(component).map(asObject).find(Boolean);
    return label(component.title) ?? label(inner?.title) ?? label(asObject(inner?.receivedMessage)?.title) ?? [];
  });
  return { kind: 'form', ...heading(asObject(form.introduction) ?? asObject(form.receivedMessage)), questions };
}

function heading(value: JsonObject | undefined): { title?: string; subtitle?: string } {
  const title = label(value?.title);
  const subtitle = label(value?.subtitle);
  return { ...(title && { title }), ...(subtitle && { subtitle }) };
}

/** One line of a few words: what stands on a button or above a list. */
function label(value: unknown): string | undefined {
  const text = asFilled(value);
  if (text === undefined) return undefined;
  return cut(cleanText(text).replace(/\s+/g, ' ').trim(), MAX_LABEL) || undefined;
}

function words(value: unknown): string | undefined {
  const text = asFilled(value);
  return text === undefined ? undefined : cut(cleanText(text).trim(), MAX_TEXT) || undefined;
}
