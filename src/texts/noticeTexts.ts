import type { Notice } from '../conversation/record';

/** What users read, by notice. `{name}` stands for the agent's name, `{minutes}` for the expected wait; an empty text says nothing at all. */
export type NoticeTexts = Record<
  Notice | 'tooManyWaiting' | 'heldAction' | 'disabled' | 'outsideHours' | 'noAgents',
  string
> & {
  /** Before the handoff, where `showEstimatedWait` is on and Genesys has an estimate; `{minutes}` is filled in. */
  estimatedWait: string;
  /** `agentJoined` where the agent's name is not shown. */
  agentJoinedUnnamed: string;
  /** In place of content that nobody here can show. */
  contentUnknown: string;
  /** Before the questions of a form. */
  contentForm: string;
  /** Who speaks, where the agent's name is not shown. */
  agentLabel: string;
  /** Who speaks, where an Architect flow or bot does. */
  flowLabel: string;
};
