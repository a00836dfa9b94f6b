import { fillText } from './content/fillText';
import { noteText } from './conversation/agentNotes';
import type { AgentNote } from './conversation/record';
import { HandoffError } from './errors';
import { agentDutch } from './texts/agentDutch';
import { agentEnglish } from './texts/agentEnglish';
import { agentFrench } from './texts/agentFrench';
import { agentGerman } from './texts/agentGerman';
import type { AgentTexts } from './texts/agentTexts';

/** What is supplied, by language. */
export const suppliedAgentTexts: Readonly<Record<string, AgentTexts>> = {
  en: agentEnglish,
  nl: agentDutch,
  fr: agentFrench,
  de: agentGerman,
};

/** Picks and fills what agents read of ours: in one language for the whole deployment, whatever the user's is. */
export class AgentWords {
  private readonly texts: AgentTexts;

  /**
   * @param language `nl`, `nl-BE`
   * @param overrides the author's, in place of those supplied in that language
   * @throws HandoffError `settingsInvalid` for a language that is not supplied, and for a text that is none
   */
  constructor(language = 'en', overrides: Partial<AgentTexts> = {}) {
    const tag = String(language).toLowerCase().split(/[-_]/)[0] ?? '';
    const supplied = Object.hasOwn(suppliedAgentTexts, tag) ? suppliedAgentTexts[tag] : undefined;
    if (supplied === undefined) {
      const known = Object.keys(suppliedAgentTexts).join(', ');
      throw new HandoffError(
        'settingsInvalid',
        `GenesysCloudHandoff: "agentLanguage" must be one of ${known}. For another language, give all of "agentTexts".`,
      );
    }
    const own = Object.entries(overrides).filter(([, text]) => text !== undefined);
    const odd = own.find(([, text]) => typeof text !== 'string');
    if (odd) throw new HandoffError('settingsInvalid', `GenesysCloudHandoff: "agentTexts.${odd[0]}" must be a text.`);
    this.texts = { ...supplied, ...Object.fromEntries(own) };
    if (this.texts.topic.trim() === '') this.texts.topic = supplied.topic;
  }

  /** What it is about, where nobody says so. */
  get topic(): string {
    return this.texts.topic;
  }

  /** `undefined` where the author wants nothing said. */
  render(key: keyof AgentTexts, values: Readonly<Record<string, string>> = {}): string | undefined {
    return fillText(this.texts[key], values) || undefined;
  }

  /** A note that the record holds by its key; `undefined` where the author wants nothing said. */
  note(note: AgentNote): string | undefined {
    return noteText(note, this.texts) || undefined;
  }
}
