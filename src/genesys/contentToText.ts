import { asFilled, asObject, asObjects, type JsonObject } from './json';

/**
 * The readable text of a message: its own text, then what its content items say. A message with content that nobody
 * knows becomes a short note, so the user at least learns that something came.
 * Shapes: Web Messaging, structured content (`content[].contentType` and the property it names).
 */
export function contentToText(text: string | undefined, content: readonly JsonObject[]): string {
  const options: string[] = [];
  const parts: string[] = [];
  let unreadable = false;
  for (const item of content) {
    const reading = readItem(item);
    switch (reading?.kind) {
      case 'text':
        parts.push(reading.text);
        break;
      case 'option':
        options.push(reading.text);
        break;
      default:
        unreadable = true;
    }
  }
  if (options.length > 0) parts.push(bullets(options));
  const body = [asFilled(text), ...parts].filter((part) => part !== undefined).join('\n');
  return body === '' && unreadable ? '[This message cannot be shown here.]' : body;
}

type Reading = { kind: 'text'; text: string } | { kind: 'option'; text: string } | undefined;

function readItem(item: JsonObject): Reading {
  switch (item.contentType) {
    case 'Attachment':
      return asReading(attachment(asObject(item.attachment)));
    case 'QuickReply': {
      // One item per choice; the question is the message's own text.
      const label = asFilled(asObject(item.quickReply)?.text);
      return label === undefined ? undefined : { kind: 'option', text: label };
    }
    case 'QuickReplyV2': {
      const reply = asObject(item.quickReplyV2);
      return asReading(lines([asFilled(reply?.title), bullets(texts(asObjects(reply?.actions), 'text'))]));
    }
    case 'Card':
      return asReading(card(asObject(item.card)));
    case 'Carousel':
      return asReading(asObjects(asObject(item.carousel)?.cards).map(card).filter(Boolean).join('\n\n'));
    case 'DatePicker': {
      const picker = asObject(item.datePicker);
      const times = texts(asObjects(picker?.availableTimes), 'dateTime');
      return asReading(lines([asFilled(picker?.title), asFilled(picker?.subtitle), bullets(times)]));
    }
    case 'ListPicker': {
      const picker = asObject(item.listPicker);
      const title = asFilled(asObject(picker?.receivedMessage)?.title);
      const sections = asObjects(picker?.sections).map((section) =>
        lines([asFilled(section.title), bullets(texts(asObjects(section.items), 'title'))]),
      );
      return asReading(lines([title, ...sections]));
    }
    case 'Form':
      return asReading(asFilled(asObject(asObject(item.form)?.introduction)?.title));
    case 'ButtonResponse':
      return asReading(asFilled(asObject(item.buttonResponse)?.text));
    default:
      return undefined;
  }
}

function attachment(file: JsonObject | undefined): string | undefined {
  const name = asFilled(file?.filename) ?? 'File';
  const url = asFilled(file?.url);
  if (!file || (!url && !asFilled(file.filename))) return undefined;
  return lines([asFilled(file.text), url ? `${name} (${url})` : name]);
}

function card(value: JsonObject | undefined): string | undefined {
  if (!value) return undefined;
  const actions = asObjects(value.actions).flatMap((action) => {
    const label = asFilled(action.text);
    const url = asFilled(action.url);
    if (!label) return url ?? [];
    return url ? `${label} (${url})` : label;
  });
  return lines([asFilled(value.title), asFilled(value.description), bullets(actions)]);
}

function texts(items: readonly JsonObject[], property: string): string[] {
  return items.flatMap((item) => asFilled(item[property]) ?? []);
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function lines(parts: readonly (string | undefined)[]): string | undefined {
  const filled = parts.filter((part) => part !== undefined && part !== '');
  return filled.length === 0 ? undefined : filled.join('\n');
}

function asReading(text: string | undefined): Reading {
  return text === undefined || text === '' ? undefined : { kind: 'text', text };
}
