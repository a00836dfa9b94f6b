/**
 * What a message from Genesys holds beside plain text, in our own words: plain JSON, bounded, cleaned. It travels from
 * the transport through the record to the channel, so a `kind` once shipped keeps its meaning.
 */
export type RichContent =
  /** Words among other content. */
  | { kind: 'text'; text: string }
  | { kind: 'attachment'; name: string; mime: string; mediaType: MediaType; url?: string }
  | { kind: 'quickReplies'; title?: string; choices: Choice[] }
  | { kind: 'card'; card: RichCard }
  | { kind: 'carousel'; cards: RichCard[] }
  | { kind: 'listPicker'; messageId: string; title?: string; subtitle?: string; sections: ListSection[] }
  | { kind: 'datePicker'; messageId: string; title?: string; subtitle?: string; times: OfferedTime[] }
  /** A form: its title and the questions in it. Nothing but Messenger can fill one in. */
  | { kind: 'form'; title?: string; subtitle?: string; questions: string[] }
  /** Nobody here knows it; the user is told that something came. */
  | { kind: 'unknown'; contentType: string };

export type MediaType = 'image' | 'video' | 'audio' | 'file' | 'link';

/** One thing to choose: what the user sees, and what Genesys wants to hear. */
export interface Choice {
  text: string;
  payload: string;
}

export interface RichCard {
  title: string;
  description?: string;
  imageUrl?: string;
  actions: CardAction[];
}

export type CardAction = { kind: 'link'; text: string; url: string } | ({ kind: 'postback' } & Choice);

export interface ListSection {
  title?: string;
  multiple: boolean;
  items: { id: string; title: string; subtitle?: string; imageUrl?: string }[];
}

export interface OfferedTime {
  /** ISO 8601, as Genesys gave it and wants it back. */
  dateTime: string;
  durationSeconds?: number;
}

/** A choice of the user, in the terms of Genesys' `ButtonResponse`. */
export interface ChosenAnswer extends Choice {
  type: AnswerType;
  /** The message that asked, where Genesys wants it named: list and date pickers. */
  originatingMessageId?: string;
}

export const ANSWER_TYPES = ['QuickReply', 'Button', 'ListPicker', 'DatePicker'] as const;
export type AnswerType = (typeof ANSWER_TYPES)[number];
