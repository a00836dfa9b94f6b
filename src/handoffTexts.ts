import type { Notice } from './conversation/record';

/** What users read, by notice. `{name}` stands for the agent's name, `{minutes}` for the expected wait; an empty text says nothing at all. */
export type NoticeTexts = Record<
  Notice | 'tooManyWaiting' | 'heldAction' | 'disabled' | 'outsideHours' | 'noAgents',
  string
> & {
  /** Before the handoff, where `showEstimatedWait` is on and Genesys has an estimate; `{minutes}` is filled in. */
  estimatedWait: string;
  /** `agentJoined` where the agent's name is not shown. */
  agentJoinedUnnamed: string;
};

/** Texts by locale (`fr`, `fr-CA`); each may be partial. The closest locale wins, then English. */
export type TextOverrides = Record<string, Partial<NoticeTexts>>;

const english: NoticeTexts = {
  waiting: 'You are in the queue. An agent will answer here. Write "end chat" to leave.',
  agentJoined: 'You are now talking to {name}.',
  agentJoinedUnnamed: 'You are now talking to an agent.',
  endedByAgent: 'The agent has closed the conversation.',
  endedByUser: 'You have left the conversation with the agent.',
  endedBySystem: 'The conversation with the agent has ended.',
  nobodyInTime: 'Sorry, no agent could answer in time.',
  idle: 'The conversation with the agent was closed because nobody wrote for a while.',
  failed: 'Sorry, the connection to our agents did not work.',
  undelivered: 'Your last message came too late for the agent. You may want to send it again.',
  refused: 'Sorry, your last message could not be passed on to the agent.',
  connectionDown: 'The connection to the agent is interrupted. Your messages are kept and will be passed on.',
  connectionBack: 'The connection to the agent works again.',
  tooManyWaiting: 'Too many messages are waiting already. This one was not passed on; please send it again later.',
  disabled: 'Sorry, our agents cannot be reached by chat at the moment.',
  outsideHours: 'Sorry, our agents are not there at this time.',
  noAgents: 'Sorry, no agent is available right now.',
  estimatedWait: 'The expected wait is about {minutes} min.',
  heldAction: 'An agent is answering in this conversation. Please write your answer as a message.',
};

/** Picks and fills the texts that users see. */
export class HandoffTexts {
  constructor(private readonly overrides: TextOverrides = {}) {}

  /** `undefined` where the author silenced it. */
  render(
    key: keyof NoticeTexts,
    locale: string | undefined,
    values: { name?: string; minutes?: number } = {},
  ): string | undefined {
    const named = key === 'agentJoined' && !values.name ? 'agentJoinedUnnamed' : key;
    const text = this.find(named, locale)
      .replaceAll('{name}', values.name ?? '')
      .replaceAll('{minutes}', String(values.minutes ?? ''));
    return text === '' ? undefined : text;
  }

  private find(key: keyof NoticeTexts, locale: string | undefined): string {
    const wanted = (locale ?? 'en').toLowerCase();
    const entries = Object.entries(this.overrides);
    for (const tag of [wanted, wanted.split('-')[0], 'en']) {
      const text = entries.find(([name]) => name.toLowerCase() === tag)?.[1][key];
      if (text !== undefined) return text;
    }
    return english[key];
  }
}
