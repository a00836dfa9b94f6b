import { createHash } from 'node:crypto';
import { cleanName, cleanText } from '../content/cleanText';
import { richToText } from '../content/richText';
import { safeUrl } from '../content/safeUrl';
import type { RichContent } from '../richContent';
import { asBoolean, asFilled, asObject, asObjects, asString, type JsonObject } from './json';
import { parseContent } from './parseContent';

/**
 * One entry of a guest conversation, as the socket (`StructuredMessage`) and the history both show it.
 * Source: web-messaging-sdk-java 18.1.0, OpenAPI document "shyrka-chat" (2026-04).
 */
export interface GuestMessage {
  /** Stable across socket and history: `channel.messageId`, else `id`. Inbound `id`s differ between the two. */
  key: string;
  /** The server's `id`. */
  serverId?: string;
  /** Inbound is from the guest, outbound from agent or flow. */
  direction: 'inbound' | 'outbound';
  /** `channel.time`, ms; undefined where Genesys left it out or it cannot be read. */
  timeMs?: number;
  /** Who wrote an outbound message. Undefined where Genesys does not say. */
  originatingEntity?: 'human' | 'bot';
  /** The agent's name, where shown. */
  name?: string;
  /** Address of the agent's picture, where shown. */
  picture?: string;
  /** The message's own text, untouched; to recognise a sent message in the history. */
  rawText?: string;
  /** Readable text of text and content together; empty for pure events, and for inbound ones, which nobody shows. */
  text: string;
  /** Text and content in order, where there is more than text. Outbound only, as all that is shown. */
  content?: RichContent[];
  /** What a sent message held beside its text, to recognise it in the history: `answer:<payload>`, `file:<name>`. */
  held: string[];
  /** `metadata.id`: the sender's own id of the message, where it came back. */
  clientId?: string;
  events: GuestEvent[];
}

export type GuestEvent =
  | { kind: 'typing'; on: boolean }
  | { kind: 'disconnect'; readOnly: boolean }
  | { kind: 'clear' }
  /** Join, sign-in, co-browse, video, reactions and whatever else: of no use to a bot. */
  | { kind: 'other'; name: string };

/** Undefined where it is no message at all: not an object, or without a direction. */
export function parseGuestMessage(body: unknown): GuestMessage | undefined {
  const message = asObject(body);
  const direction = parseDirection(message?.direction);
  if (!message || !direction) return undefined;
  const channel = asObject(message.channel);
  const metadata = asObject(message.metadata);
  const messageId = asFilled(channel?.messageId);
  const rawText = asString(message.text);
  const items = asObjects(message.content);
  const id = asFilled(message.id);
  const events = asObjects(message.events).map((event) => parseEvent(event, asBoolean(metadata?.readOnly) ?? false));
  const parsed: GuestMessage = {
    key: messageId ?? id ?? fingerprint(message),
    serverId: id,
    direction,
    timeMs: parseTime(channel?.time),
    rawText,
    text: '',
    held: items.flatMap(heldBy),
    clientId: asFilled(metadata?.id),
    events,
  };
  // Nobody reads what the guest said itself: it comes back as an acknowledgement.
  if (direction === 'outbound') addWords(parsed, message, items);
  return parsed;
}

/** Who says it, and what it says, ready to be shown. */
function addWords(parsed: GuestMessage, message: JsonObject, items: readonly JsonObject[]): void {
  const { rawText, serverId } = parsed;
  const from = asObject(asObject(message.channel)?.from);
  const words: RichContent[] = rawText?.trim() ? [{ kind: 'text', text: cleanText(rawText) }] : [];
  const content = items.length > 0 ? [...words, ...parseContent(items, serverId ?? '')] : words;
  parsed.originatingEntity = parseEntity(message.originatingEntity);
  parsed.name = parseName(from);
  parsed.picture = safeUrl(from?.image);
  parsed.text = richToText(content);
  if (items.length > 0) parsed.content = content;
}

function parseDirection(value: unknown): GuestMessage['direction'] | undefined {
  if (value === 'Inbound') return 'inbound';
  return value === 'Outbound' ? 'outbound' : undefined;
}

function parseEntity(value: unknown): GuestMessage['originatingEntity'] {
  if (value === 'Human') return 'human';
  return value === 'Bot' ? 'bot' : undefined;
}

function parseTime(value: unknown): number | undefined {
  const text = asFilled(value);
  const timeMs = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

function parseName(from: JsonObject | undefined): string | undefined {
  const full = [asFilled(from?.firstName), asFilled(from?.lastName)].filter((part) => part !== undefined).join(' ');
  return cleanName(asFilled(from?.nickname) ?? full);
}

function heldBy(item: JsonObject): string[] {
  const answer = asFilled(asObject(item.buttonResponse)?.payload);
  const file = asFilled(asObject(item.attachment)?.filename);
  return [...(answer ? [`answer:${answer}`] : []), ...(file ? [`file:${file}`] : [])];
}

function parseEvent(event: Record<string, unknown>, readOnly: boolean): GuestEvent {
  if (event.eventType === 'Typing') return { kind: 'typing', on: asObject(event.typing)?.type !== 'Off' };
  const presence = asString(asObject(event.presence)?.type);
  if (event.eventType === 'Presence' && presence === 'Disconnect') return { kind: 'disconnect', readOnly };
  if (event.eventType === 'Presence' && presence === 'Clear') return { kind: 'clear' };
  return { kind: 'other', name: presence ?? asString(event.eventType) ?? 'unnamed' };
}

/** An id for a message without one: the same message gets the same id again, so duplicates are still noticed. */
function fingerprint(message: Record<string, unknown>): string {
  return `unnamed-${createHash('sha256').update(JSON.stringify(message)).digest('hex').slice(0, 32)}`;
}
