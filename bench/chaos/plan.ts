import { parseArgs } from 'node:util';

/** What a run does. */
export interface ChaosPlan {
  seed: number;
  /** Numbered messages in each direction, over all conversations. */
  messages: number;
  /** How often the bot's process is killed with SIGKILL. */
  kills: number;
  /** Conversations at once. */
  conversations: number;
}

/** Messages per conversation that keep a default run within a minute at Genesys' 60 requests a minute. */
const DEFAULT: ChaosPlan = { seed: 1, messages: 400, kills: 2, conversations: 20 };

/** Most conversations at once: beyond it the machine, not the product, is what fails. */
const MAX_CONVERSATIONS = 200;

export function planFrom(args: string[]): ChaosPlan {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string' },
      messages: { type: 'string' },
      kills: { type: 'string' },
      conversations: { type: 'string' },
    },
  });
  const number = (name: keyof ChaosPlan, fallback: number): number => {
    const given = values[name];
    if (given === undefined) return fallback;
    const value = Number(given);
    if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} must be a whole number, 0 or more.`);
    return value;
  };
  const messages = number('messages', DEFAULT.messages);
  const fitting = Math.min(MAX_CONVERSATIONS, Math.max(1, Math.ceil(messages / 20)));
  return {
    seed: number('seed', DEFAULT.seed),
    messages,
    kills: number('kills', DEFAULT.kills),
    conversations: Math.max(
      1,
      number('conversations', Math.min(fitting, messages > 5_000 ? MAX_CONVERSATIONS : DEFAULT.conversations)),
    ),
  };
}
