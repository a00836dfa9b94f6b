import { fillText } from '../content/fillText';
import type { AgentNote, FileRefusal, ToAgent } from './record';

/** The texts of our notes to the agent, with the reasons that `{why}` stands for. */
export type AgentNoteTexts = Readonly<Record<AgentNote['key'] | FileRefusal, string>>;

/** What the record says of a note, for whoever does not know better words: an owner without any, an earlier version. */
export const englishNotes: AgentNoteTexts = {
  userLeft: '[The user has left this conversation.]',
  undeliverable: '[Your last message could not be delivered to the user.]',
  fileNotPassedOn: '[The user sent a file that could not be passed on: {name} ({why})]',
  fileTooLarge: 'too large',
  fileTypeRefused: 'this type of file is not accepted',
  fileSourceRefused: 'it lies where files are not fetched from',
  fileUnreadable: 'it could not be read',
};

export function noteText(note: AgentNote, texts: AgentNoteTexts): string {
  return fillText(texts[note.key], note.key === 'fileNotPassedOn' ? { name: note.name, why: texts[note.why] } : {});
}

/** A note as it waits for the agent. */
export function noteToAgent(id: string, note: AgentNote): ToAgent {
  return { id, text: noteText(note, englishNotes), from: 'note', note };
}
