import type { Changes } from './changes';
import { TYPING_DURATION_MS } from './guestLimits';
import type { GuestLink } from './guestLink';
import type { Participant } from './participants';
import type { SimulatedMessage } from './simulatedMessage';
import type { JsonObject } from './wireJson';
import type { World } from './world';

/** Where a conversation stands. It rings at agents' desks while `alerting`; `waiting` and `alerting` both mean "in the queue". */
export type ConversationState = 'waiting' | 'alerting' | 'connected' | 'disconnected';

/** Who ended a conversation. */
export type ConversationEnder = 'agent' | 'user' | 'system' | 'flow';

/** A message conversation (an "interaction") as the contact centre sees it. */
export interface SimulatedConversation {
  readonly id: string;
  readonly state: ConversationState;
  readonly queue: { readonly id: string; readonly name: string };
  /** The customer participant's attributes, keys unchanged. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly skills: readonly string[];
  readonly language: string | undefined;
  readonly priority: number;
  /** The connected agent, or after the end the one who had it last. */
  readonly agentName?: string;
  /** What was written by either side, oldest first. Typing and presence are in `events`. */
  readonly messages: readonly SimulatedMessage[];
  /** Presence events of both sides (Join, Clear, Disconnect) and the user's Typing, oldest first. */
  readonly events: readonly SimulatedMessage[];
  readonly userTyping: boolean;
  readonly disconnectedBy?: ConversationEnder;
  /** When it last entered a queue, in milliseconds since the epoch. */
  readonly waitingSinceMs: number;

  /** Resolves with the first message of the user that matches, also with one that is already there. */
  waitForUserText(text: string | RegExp | ((text: string) => boolean)): Promise<SimulatedMessage>;
  /** `waiting` is also fulfilled while it rings. */
  waitForState(state: ConversationState): Promise<void>;
  waitForUserTyping(): Promise<void>;

  /** Says something in the name of the flow; arrives as the bot's message. */
  sendFlowText(text: string): SimulatedMessage;
  /** The flow's Disconnect action. */
  disconnectByFlow(): void;
  /** The platform ends it, as the queue's inactivity timeout does. */
  disconnectBySystem(): void;
  /** The guest session's life is over: the guest is told so, the transcript is gone, the conversation is ended. */
  expireSession(): void;
}

/** What a conversation needs from the contact centre that holds it. */
export interface ConversationHost {
  readonly world: World;
  readonly changes: Changes;
  end(conversation: Conversation, by: ConversationEnder, disconnectType: string): void;
}

/** The conversation with the parts that only the simulator itself may move. */
export class Conversation implements SimulatedConversation {
  readonly id: string;
  state: ConversationState = 'waiting';
  queue: { readonly id: string; readonly name: string };
  attributes: Record<string, string>;
  skills: readonly string[] = [];
  language: string | undefined;
  priority = 0;
  agentName?: string;
  disconnectedBy?: ConversationEnder;
  disconnectedAtMs = 0;
  waitingSinceMs = 0;
  /** Counts up over all conversations each time one enters a queue, so that "the next one" has a meaning. */
  enqueueNumber = 0;
  readonly messages: SimulatedMessage[] = [];
  readonly events: SimulatedMessage[] = [];
  readonly participants: Participant[] = [];
  /** Names of the agents at whose desks it rings. */
  readonly alerting = new Set<string>();
  /** Names of the agents who declined it in this queue; it does not ring there again by itself. */
  readonly declined = new Set<string>();
  readonly guest: GuestLink;
  readonly #host: ConversationHost;
  #typingTimer: unknown;

  constructor(
    host: ConversationHost,
    guest: GuestLink,
    queue: { id: string; name: string },
    attributes: Record<string, string>,
  ) {
    this.#host = host;
    this.id = host.world.newUuid();
    this.guest = guest;
    this.queue = queue;
    this.attributes = attributes;
  }

  get userTyping(): boolean {
    return this.#typingTimer !== undefined;
  }

  /** Adds what the user wrote; writing ends typing. */
  addUserMessage(message: SimulatedMessage): void {
    this.#stopTyping();
    this.messages.push(message);
    this.#host.changes.announce();
  }

  addEvent(message: SimulatedMessage): void {
    this.events.push(message);
    this.#host.changes.announce();
  }

  /** Shows that the user types, for as long as an indicator stands; there is no reliable "Off". */
  showUserTyping(): void {
    const { clock } = this.#host.world;
    if (this.#typingTimer !== undefined) clock.clearTimeout(this.#typingTimer);
    this.#typingTimer = clock.setTimeout(() => {
      this.#typingTimer = undefined;
      this.#host.changes.announce();
    }, TYPING_DURATION_MS);
    this.#host.changes.announce();
  }

  /** Sends a message to the guest and keeps it in the transcript. */
  sendOutbound(from: 'agent' | 'flow', body: JsonObject, agentName?: string): SimulatedMessage {
    const message = this.guest.deliver(from, body, agentName);
    this.messages.push(message);
    this.#host.changes.announce();
    return message;
  }

  sendFlowText(text: string): SimulatedMessage {
    return this.sendOutbound('flow', { type: 'Text', text });
  }

  disconnectByFlow(): void {
    this.#host.end(this, 'flow', 'client');
  }

  disconnectBySystem(): void {
    this.#host.end(this, 'system', 'inactivity');
  }

  expireSession(): void {
    this.guest.expire();
  }

  waitForUserText(text: string | RegExp | ((text: string) => boolean)): Promise<SimulatedMessage> {
    const matches = textMatcher(text);
    return this.#host.changes.waitFor(`the user's text ${describe(text)} in conversation ${this.id}`, () =>
      this.messages.find((message) => message.from === 'user' && matches(message.text ?? '')),
    );
  }

  async waitForState(state: ConversationState): Promise<void> {
    await this.#host.changes.waitFor(`conversation ${this.id} to be ${state}`, () => {
      const here = this.state === state || (state === 'waiting' && this.state === 'alerting');
      return here ? true : undefined;
    });
  }

  async waitForUserTyping(): Promise<void> {
    await this.#host.changes.waitFor(`the user to type in conversation ${this.id}`, () => this.userTyping || undefined);
  }

  /** Forgets the typing timer. */
  close(): void {
    this.#stopTyping();
  }

  #stopTyping(): void {
    if (this.#typingTimer === undefined) return;
    this.#host.world.clock.clearTimeout(this.#typingTimer);
    this.#typingTimer = undefined;
  }
}

function textMatcher(text: string | RegExp | ((text: string) => boolean)): (text: string) => boolean {
  if (typeof text === 'function') return text;
  if (typeof text === 'string') return (candidate) => candidate === text;
  // A pattern with the flag "g" remembers where it stopped; each question starts anew.
  return (candidate) => new RegExp(text.source, text.flags.replace(/[gy]/g, '')).test(candidate);
}

function describe(text: string | RegExp | ((text: string) => boolean)): string {
  return typeof text === 'function'
    ? 'that fulfils a condition'
    : String(typeof text === 'string' ? JSON.stringify(text) : text);
}
