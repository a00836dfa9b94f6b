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

/** Longest first message; beyond it an agent reads nothing, and a bot that keeps whole documents in its fields floods the queue. */
const MAX_CHARACTERS = 20_000;

/** The text of the first message. What the author's function makes of an error is the author's; `undefined` if it gives no text. */
export function renderFirstMessage(facts: FirstMessageFacts, shape: FirstMessage): string {
  const text = typeof shape === 'function' ? shape(facts) : shape === 'topic' ? topicOnly(facts) : summary(facts);
  if (typeof text !== 'string' || text.trim() === '') return facts.topic;
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS)}\n[shortened]`;
}

/** The first line is the topic alone: some desktops show no more of it in their lists. */
function summary({ topic, user, left, transcript }: FirstMessageFacts): string {
  const name = [user.firstName, user.lastName].filter((part) => part).join(' ');
  const facts: (readonly [label: string, value: string | undefined])[] = [
    ['Name', name],
    ['Phone', user.phoneNumber],
    ['Email', user.email],
    ...Object.entries(user.customFields),
    // Contact data and custom fields stand above already.
    ...left.filter(([key]) => ['queue', 'skills', 'language', 'priority'].includes(key)),
  ];
  const lines = facts.flatMap(([label, value]) => (value ? [`${label}: ${value}`] : []));
  return [topic, ...section(lines), ...section(transcript)].join('\n');
}

function topicOnly({ topic, left, transcript }: FirstMessageFacts): string {
  return [topic, ...left.map(([key, value]) => `${key}: ${value}`), ...section(transcript)].join('\n');
}

function section(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}
