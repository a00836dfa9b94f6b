import type { ContactCenter } from './contactCenter';
import type { Conversation, SimulatedConversation } from './conversation';
import { GUEST_LIMITS } from './guestLimits';
import { RateWindow } from './rateWindow';
import type { SimulatedMessage } from './simulatedMessage';
import { SimulatorError } from './simulatorError';
import type { JsonObject } from './wireJson';

/** A file that an agent sends: either its bytes, which the simulator then serves, or an address where it lies. */
export interface AgentAttachment {
  filename: string;
  /** MIME type. */
  mime: string;
  data?: Buffer | string;
  url?: string;
  text?: string;
}

/** How an agent's message leaves. */
export interface AgentSendOptions {
  /** true = `channel.from` stays empty, as it does where no agent alias is configured. */
  anonymous?: boolean;
}

/** A human at a desk. Every method acts at once and throws a `SimulatorError` when it is not this agent's turn. */
export interface SimulatedAgent {
  readonly id: string;
  readonly name: string;
  readonly queueNames: readonly string[];
  readonly onQueue: boolean;
  /** Takes a conversation that rings or waits in one of the agent's queues. */
  accept(conversation: SimulatedConversation): void;
  /** Sends a ringing conversation back into the queue; it does not ring at this desk again until the agent comes on queue anew. */
  decline(conversation: SimulatedConversation): void;
  typing(conversation: SimulatedConversation): void;
  sendText(conversation: SimulatedConversation, text: string, options?: AgentSendOptions): SimulatedMessage;
  sendAttachment(
    conversation: SimulatedConversation,
    file: AgentAttachment,
    options?: AgentSendOptions,
  ): SimulatedMessage;
  /** Sends a body as given, for instance `{ type: 'Structured', text, content: [{ contentType: 'QuickReply', … }] }`. */
  sendStructured(conversation: SimulatedConversation, body: JsonObject, options?: AgentSendOptions): SimulatedMessage;
  /** Hands the conversation to another queue (name or id). The guest hears nothing of it. */
  transfer(conversation: SimulatedConversation, queue: string): void;
  /** Ends the conversation for everybody. */
  disconnect(conversation: SimulatedConversation): void;
  /** Off queue, nothing rings here; what is connected stays. */
  setOnQueue(onQueue: boolean): void;
}

/** The agent with what routing needs to know. */
export class Agent implements SimulatedAgent {
  readonly id: string;
  readonly name: string;
  readonly queueNames: readonly string[];
  /** How many conversations the agent has at once before new ones stop ringing. */
  readonly capacity: number;
  onQueue: boolean;
  readonly #center: ContactCenter;
  readonly #typing = new Map<string, RateWindow>();

  constructor(
    center: ContactCenter,
    agent: { id: string; name: string; queueNames: string[]; capacity: number; onQueue: boolean },
  ) {
    this.#center = center;
    this.id = agent.id;
    this.name = agent.name;
    this.queueNames = agent.queueNames;
    this.capacity = agent.capacity;
    this.onQueue = agent.onQueue;
  }

  accept(conversation: SimulatedConversation): void {
    this.#center.accept(this, this.#center.own(conversation));
  }

  decline(conversation: SimulatedConversation): void {
    this.#center.decline(this, this.#center.own(conversation));
  }

  typing(conversation: SimulatedConversation): void {
    const mine = this.#connected(conversation);
    const window =
      this.#typing.get(mine.id) ?? new RateWindow(GUEST_LIMITS.agentTypingPerMinuteAndConversation, 60_000);
    this.#typing.set(mine.id, window);
    // Beyond the limit Genesys drops the event; the agent sees no error.
    if (this.#center.enforcesLimits && window.take(this.#center.world.clock.now()) > 0) return;
    mine.guest.deliverTyping(this.name);
  }

  sendText(conversation: SimulatedConversation, text: string, options?: AgentSendOptions): SimulatedMessage {
    if (text === '') throw new SimulatorError('An agent cannot send an empty text.');
    if (this.#center.enforcesLimits && text.length > GUEST_LIMITS.outboundTextCharacters) {
      throw new SimulatorError(
        `An agent's text may have ${GUEST_LIMITS.outboundTextCharacters} characters; this has ${text.length}.`,
      );
    }
    return this.#send(conversation, { type: 'Text', text }, options);
  }

  sendAttachment(
    conversation: SimulatedConversation,
    file: AgentAttachment,
    options?: AgentSendOptions,
  ): SimulatedMessage {
    const attachment = this.#center.publishFile(file);
    const body = { type: 'Text', text: file.text, content: [{ contentType: 'Attachment', attachment }] };
    return this.#send(conversation, body, options);
  }

  sendStructured(conversation: SimulatedConversation, body: JsonObject, options?: AgentSendOptions): SimulatedMessage {
    return this.#send(conversation, { type: 'Structured', ...body }, options);
  }

  /** Puts a file where guests can read it, for the address in a card. */
  publish(file: AgentAttachment): JsonObject {
    return this.#center.publishFile(file);
  }

  transfer(conversation: SimulatedConversation, queue: string): void {
    this.#center.transfer(this, this.#connected(conversation), queue);
  }

  disconnect(conversation: SimulatedConversation): void {
    this.#center.end(this.#connected(conversation), 'agent', 'client');
  }

  setOnQueue(onQueue: boolean): void {
    this.onQueue = onQueue;
    this.#center.agentPresenceChanged(this);
  }

  #send(conversation: SimulatedConversation, body: JsonObject, options: AgentSendOptions = {}): SimulatedMessage {
    return this.#connected(conversation).sendOutbound(
      'agent',
      body,
      options.anonymous === true ? undefined : this.name,
    );
  }

  #connected(conversation: SimulatedConversation): Conversation {
    const own = this.#center.own(conversation);
    if (own.state === 'connected' && own.agentName === this.name) return own;
    const who = own.state === 'connected' ? `connected to ${own.agentName}` : own.state;
    throw new SimulatorError(`${this.name} is not connected to conversation ${own.id}: it is ${who}. Accept it first.`);
  }
}
