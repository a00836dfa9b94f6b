import type { AgentWords } from './agentWords';
import type { Routing, UserData } from './genesys/routingAttributes';

/** What the agent may read first. */
export interface FirstMessageFacts {
  /** What it is about. */
  topic: string;
  /** Who asks; what `userData` left out is not in it. */
  user: UserData;
  routing: Routing;
  /** Attributes that had no room beside the message: nobody sees them unless the text says them. */
  left: readonly (readonly [key: string, value: string])[];
  /** The last lines with the bot, oldest first; empty unless `transcriptLines` is set. */
  transcript: readonly string[];
}

/**
 * `summary`: the topic, then who asks, one fact a line. `topic`: the topic, and only what had no room elsewhere. A
 * function writes it itself.
 */
export type FirstMessage = 'summary' | 'topic' | ((facts: FirstMessageFacts) => string);

/** Longest value and longest first message, in characters: a bot that keeps whole documents in its fields must not flood an agent. */
const MAX_VALUE = 4_000;
const MAX_MESSAGE = 20_000;

/** The text of the first message. What the author's function makes of an error is the author's; `undefined` if it gives no text. */
export function renderFirstMessage(facts: FirstMessageFacts, shape: FirstMessage, words: AgentWords): string {
  const text =
    typeof shape === 'function' ? shape(facts) : shape === 'topic' ? topicOnly(facts, words) : summary(facts, words);
  if (typeof text !== 'string' || text.trim() === '') return facts.topic;
  return shorten(text, MAX_MESSAGE, words);
}

/** The first line is the topic alone: some desktops show no more of it in their lists. */
function summary({ topic, user, left, transcript }: FirstMessageFacts, words: AgentWords): string {
  const name = [user.firstName, user.lastName].filter((part) => part).join(' ');
  const contact: (readonly [key: 'name' | 'phone' | 'email', value: string | undefined])[] = [
    ['name', name],
    ['phone', user.phoneNumber],
    ['email', user.email],
  ];
  const others: (readonly [label: string, value: string])[] = [
    ...Object.entries(user.customFields),
    // Contact data and custom fields stand above already.
    ...left.filter(([key]) => ['queue', 'skills', 'language', 'priority'].includes(key)),
  ];
  const lines = [
    ...contact.flatMap(([key, value]) =>
      value ? (words.render(key, { text: shorten(value, MAX_VALUE, words) }) ?? []) : [],
    ),
    ...others.flatMap(([label, value]) => (value ? `${label}: ${shorten(value, MAX_VALUE, words)}` : [])),
  ];
  return [topic, ...section(lines), ...section(transcript)].join('\n');
}

function topicOnly({ topic, left, transcript }: FirstMessageFacts, words: AgentWords): string {
  const lines = left.map(([key, value]) => `${key}: ${shorten(value, MAX_VALUE, words)}`);
  return [topic, ...lines, ...section(transcript)].join('\n');
}

function section(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

function shorten(text: string, maxCharacters: number, words: AgentWords): string {
  if (text.length <= maxCharacters) return text;
  return `${text.slice(0, maxCharacters)}${words.render('shortened') ?? ''}`;
}
