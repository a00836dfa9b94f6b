import type { MediaType } from '../richContent';

/** What a channel can show, as far as it changes what we send. */
export interface ChannelAbilities {
  /** Most buttons beside a message that go away once one was pressed; 0: the channel has none. */
  suggestedActions: number;
  /** Most buttons on one card; 0: the channel has no cards, and choices become a numbered list. */
  cardButtons: number;
  /** Whether cards can stand side by side. */
  carousel: boolean;
  /** What is shown from its address; everything else becomes a link in the text. */
  shows: readonly MediaType[];
  /** Whether the user sees the sender's name of each message (`from.name`). */
  namesSender: boolean;
  /** Whether `textFormat: 'markdown'` is rendered. */
  markdown: boolean;
  /** How the words on a card are read, and so what must be escaped in them. */
  cardWords: 'plain' | 'markdown' | 'html';
  /**
   * What a button does: `messageBack` carries the answer with it; `imBack` only says the label, which is then recognised
   * among what was offered last.
   */
  button: 'messageBack' | 'imBack';
}

const webChat: ChannelAbilities = {
  suggestedActions: 100,
  cardButtons: 100,
  carousel: true,
  shows: ['image', 'audio', 'video', 'file'],
  namesSender: true,
  markdown: true,
  cardWords: 'markdown',
  button: 'messageBack',
};

/** A channel that nobody here knows: SMS, e-mail, a custom one. */
const unknown: ChannelAbilities = {
  suggestedActions: 0,
  cardButtons: 0,
  carousel: false,
  shows: [],
  namesSender: false,
  markdown: false,
  cardWords: 'plain',
  button: 'imBack',
};

/**
 * What each channel can show: the one place where channels differ. `docs/content.md` shows this table and is tested
 * against it.
 *
 * Sources: numbers of buttons: botbuilder-dialogs 4.23.3, `choices/channel.ts`, except Teams' cards, whose guide allows
 * six (learn.microsoft.com, Teams, "Types of cards", 2026-11); media and cards: learn.microsoft.com, Bot Framework,
 * "Channels reference". Only Web Chat was tried; Facebook, Slack and Teams need accounts.
 */
export const channelAbilities: Readonly<Record<string, ChannelAbilities>> = {
  webchat: webChat,
  directline: webChat,
  emulator: webChat,
  msteams: {
    ...webChat,
    suggestedActions: 0,
    cardButtons: 6,
    // Teams takes pictures by address; files need the user's consent first, so they go as links.
    shows: ['image'],
    namesSender: false,
    cardWords: 'html',
  },
  slack: {
    ...webChat,
    suggestedActions: 0,
    cardButtons: 100,
    carousel: false,
    shows: ['image'],
    namesSender: false,
    cardWords: 'plain',
    button: 'imBack',
  },
  facebook: {
    ...webChat,
    suggestedActions: 10,
    cardButtons: 3,
    namesSender: false,
    markdown: false,
    cardWords: 'plain',
    button: 'imBack',
  },
  default: unknown,
};

/** The row of a channel, by the `channelId` of its activities. */
export function abilitiesOf(channelId: unknown): ChannelAbilities {
  return typeof channelId === 'string' && Object.hasOwn(channelAbilities, channelId)
    ? (channelAbilities[channelId] ?? unknown)
    : unknown;
}
