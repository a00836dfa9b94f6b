import type { FileRefusal } from './record';

/** What we tell the agent in words, where the protocol has no event for it. */
export const agentNotes = {
  /** The user is gone and this deployment does not let a guest end the conversation. */
  userLeft: '[The user has left this conversation.]',
  /** A message of the agent could not be delivered. */
  undeliverable: '[Your last message could not be delivered to the user.]',
  /** A file of the user did not come through. */
  fileNotPassedOn: (name: string, why: FileRefusal) =>
    `[The user sent a file that could not be passed on: ${name} (${FILE_REASONS[why]})]`,
} as const;

const FILE_REASONS: Record<FileRefusal, string> = {
  fileTooLarge: 'too large',
  fileTypeRefused: 'this type of file is not accepted',
  fileSourceRefused: 'it lies where files are not fetched from',
  fileUnreadable: 'it could not be read',
};
