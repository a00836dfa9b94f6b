/**
 * What agents read of ours. `{…}` is filled in. An empty text leaves out what it stands for: a note is not sent, a line of
 * the first message is not in it.
 */
export interface AgentTexts {
  /** What it is about, where neither the bot nor the user says so. Never empty: a conversation begins with it. */
  topic: string;
  /** A line of the first message: the user's name is `{text}`. */
  name: string;
  /** A line of the first message: the phone number is `{text}`. */
  phone: string;
  /** A line of the first message: the e-mail address is `{text}`. */
  email: string;
  /** A line of the transcript: what the user said to the bot is `{text}`. */
  userLine: string;
  /** A line of the transcript: what the bot said is `{text}`. */
  botLine: string;
  /** Behind a value, or a first message, that is too long to be shown whole. */
  shortened: string;
  /** A file named `{name}` came through: how it stands in outcomes and their transcripts. */
  fileSent: string;
  /** A file named `{name}` is of a kind that cannot be passed on at all, or one too many. */
  fileRefused: string;
  /** A file named `{name}` did not come through; `{why}` is one of the four reasons. */
  fileNotPassedOn: string;
  /** A reason: it is larger than the deployment allows. */
  fileTooLarge: string;
  /** A reason: the deployment does not take its type. */
  fileTypeRefused: string;
  /** A reason: its address is not one from which files are fetched. */
  fileSourceRefused: string;
  /** A reason: it could not be fetched. */
  fileUnreadable: string;
  /** The user changed a message, which now reads `{text}`. */
  messageChanged: string;
  /** The user deleted a message. */
  messageDeleted: string;
  /** The user reacted with `{reaction}`. */
  reactionAdded: string;
  /** The user took the reaction `{reaction}` back. */
  reactionRemoved: string;
  /** The user sent a place: its name, coordinates or both are `{place}`. */
  locationSent: string;
  /** Above the lines of a contact card. */
  contactSent: string;
  /** A message of the agent's could not be delivered. */
  undeliverable: string;
  /** The user is gone, and the deployment does not let a guest end the conversation. */
  userLeft: string;
}
