import { Agent, type AgentAttachment } from './agent';
import type { Changes } from './changes';
import {
  Conversation,
  type ConversationEnder,
  type ConversationHost,
  type SimulatedConversation,
} from './conversation';
import type { GuestLink } from './guestLink';
import type { FlowDecision, InboundFlow } from './inboundFlow';
import { leave, type Participant } from './participants';
import { SimulatorError } from './simulatorError';
import type { JsonObject } from './wireJson';
import { isoTime, type World } from './world';

/** A queue. */
export interface SimulatedQueue {
  readonly id: string;
  readonly name: string;
}

/** What the contact centre is made of. */
export interface ContactCenterOptions {
  readonly world: World;
  readonly changes: Changes;
  readonly queues: readonly SimulatedQueue[];
  readonly defaultQueue: SimulatedQueue;
  readonly agents: readonly { id: string; name: string; queueNames: string[]; capacity: number; onQueue: boolean }[];
  readonly flow: InboundFlow;
  readonly enforcesLimits: () => boolean;
  /** Puts an agent's file where the guest can fetch it; returns the wire's `attachment` object. */
  readonly publishFile: (file: AgentAttachment) => JsonObject;
}

/** Queues, agents and the conversations between them: everything that happens behind the guest's socket. */
export class ContactCenter implements ConversationHost {
  readonly world: World;
  readonly changes: Changes;
  readonly queues: readonly SimulatedQueue[];
  readonly agents: readonly Agent[];
  readonly conversations: Conversation[] = [];
  readonly publishFile: (file: AgentAttachment) => JsonObject;
  /** How often a conversation has entered a queue so far. */
  enqueueCount = 0;
  readonly #options: ContactCenterOptions;

  constructor(options: ContactCenterOptions) {
    this.#options = options;
    this.world = options.world;
    this.changes = options.changes;
    this.queues = options.queues;
    this.publishFile = options.publishFile;
    this.agents = options.agents.map((agent) => new Agent(this, agent));
  }

  get enforcesLimits(): boolean {
    return this.#options.enforcesLimits();
  }

  /** Creates a conversation for a guest. It is nowhere yet: put its first message into it, then `route` it. */
  start(guest: GuestLink, deploymentId: string, attributes: Record<string, string>): Conversation {
    const conversation = new Conversation(this, guest, this.#options.defaultQueue, attributes);
    this.conversations.push(conversation);
    this.world.log('conversation.started', { conversationId: conversation.id, deploymentId });
    return conversation;
  }

  /** Runs the inbound flow: on a conversation's first message, and again when a message re-opens it. */
  route(conversation: Conversation, deploymentId: string, text: string | undefined): void {
    const time = this.#now();
    conversation.state = 'waiting';
    if (!conversation.participants.some((one) => one.purpose === 'customer' && one.state === 'connected')) {
      conversation.participants.push(this.#participant('customer', { state: 'connected', connectedTime: time }));
    }
    const decision = this.#options.flow({ attributes: { ...conversation.attributes }, text, deploymentId });
    conversation.disconnectedBy = undefined;
    conversation.agentName = undefined;
    if (decision.welcomeText !== undefined) conversation.sendFlowText(decision.welcomeText);
    if (decision.disconnect === true) {
      this.end(conversation, 'flow', 'client');
      return;
    }
    this.#apply(conversation, decision);
    this.#enqueue(conversation, this.findQueue(decision.queue) ?? this.#options.defaultQueue);
  }

  /** The queue by its id, or its name in any case. */
  findQueue(nameOrId: string | undefined): SimulatedQueue | undefined {
    const wanted = nameOrId?.trim().toLowerCase();
    return this.queues.find((queue) => queue.id === wanted || queue.name.toLowerCase() === wanted);
  }

  findAgent(name: string): Agent | undefined {
    return this.agents.find((agent) => agent.name.toLowerCase() === name.trim().toLowerCase());
  }

  /** This simulator's own object for a conversation that somebody holds. */
  own(conversation: SimulatedConversation): Conversation {
    const own = this.conversations.find((one) => one.id === conversation.id);
    if (own === undefined) throw new SimulatorError(`No conversation ${conversation.id} in this simulator.`);
    return own;
  }

  accept(agent: Agent, conversation: Conversation): void {
    this.#demandInQueue(agent, conversation, 'accept');
    const time = this.#now();
    for (const one of conversation.participants) {
      if (one.purpose === 'acd') leave(one, 'transfer', time);
      if (one.purpose === 'agent' && one.userId !== agent.id) leave(one, 'transfer.noanswer', time);
    }
    const ringing = conversation.participants.find((one) => one.userId === agent.id && one.state === 'alerting');
    if (ringing === undefined) {
      conversation.participants.push(this.#agentParticipant(agent, conversation, 'connected', time));
    } else {
      ringing.state = 'connected';
      ringing.connectedTime = time;
    }
    conversation.alerting.clear();
    conversation.agentName = agent.name;
    this.#setState(conversation, 'connected');
    // A full desk stops ringing.
    this.#ringAll();
  }

  decline(agent: Agent, conversation: Conversation): void {
    this.#demandInQueue(agent, conversation, 'decline');
    conversation.declined.add(agent.name);
    this.#stopRinging(conversation, agent);
    this.#ring(conversation);
  }

  transfer(agent: Agent, conversation: Conversation, queueName: string): void {
    const queue = this.findQueue(queueName);
    if (queue === undefined) throw new SimulatorError(`There is no queue "${queueName}".`);
    for (const one of conversation.participants) {
      if (one.userId === agent.id) leave(one, 'transfer', this.#now());
    }
    conversation.agentName = undefined;
    this.#enqueue(conversation, queue);
    this.#ringAll();
  }

  /** Ends a conversation for everybody. Ending an ended one does nothing. */
  end(conversation: Conversation, by: ConversationEnder, disconnectType: string): void {
    if (!this.detach(conversation, by, disconnectType)) return;
    conversation.guest.conversationEnded(by);
    this.changes.announce();
  }

  /** The same without a word to the guest, who has gone already. Returns whether there was something to end. */
  detach(conversation: Conversation, by: ConversationEnder, disconnectType: string): boolean {
    if (conversation.state === 'disconnected') return false;
    for (const one of conversation.participants) {
      const isEnder = one.purpose === (by === 'user' ? 'customer' : 'agent');
      leave(one, by === 'system' || isEnder ? disconnectType : 'peer', this.#now());
    }
    conversation.alerting.clear();
    conversation.close();
    conversation.disconnectedBy = by;
    conversation.disconnectedAtMs = this.world.clock.now();
    this.#setState(conversation, 'disconnected');
    this.#ringAll();
    return true;
  }

  agentPresenceChanged(agent: Agent): void {
    for (const conversation of this.conversations) {
      if (agent.onQueue) conversation.declined.delete(agent.name);
    }
    this.#ringAll();
    this.changes.announce();
  }

  /** Ends the timers that conversations hold. */
  close(): void {
    for (const conversation of this.conversations) conversation.close();
  }

  #apply(conversation: Conversation, decision: FlowDecision): void {
    conversation.skills = decision.skills ?? [];
    conversation.language = decision.language;
    conversation.priority = decision.priority ?? 0;
  }

  #enqueue(conversation: Conversation, queue: SimulatedQueue): void {
    conversation.queue = queue;
    conversation.declined.clear();
    conversation.alerting.clear();
    conversation.waitingSinceMs = this.world.clock.now();
    this.enqueueCount += 1;
    conversation.enqueueNumber = this.enqueueCount;
    conversation.participants.push(
      this.#participant('acd', { state: 'connected', connectedTime: this.#now(), queueId: queue.id }),
    );
    this.#setState(conversation, 'waiting');
    this.#ring(conversation);
  }

  /** Rings at every idle member's desk: the simplest of Genesys' ways to choose, and the one that needs no clock. */
  #ring(conversation: Conversation): void {
    if (conversation.state !== 'waiting' && conversation.state !== 'alerting') return;
    for (const agent of this.agents) {
      const rings = conversation.alerting.has(agent.name);
      const mayRing = this.#mayRing(conversation, agent);
      if (rings && !mayRing) this.#stopRinging(conversation, agent);
      if (!rings && mayRing) {
        conversation.alerting.add(agent.name);
        conversation.participants.push(this.#agentParticipant(agent, conversation, 'alerting', this.#now()));
      }
    }
    const state = conversation.alerting.size > 0 ? 'alerting' : 'waiting';
    if (state !== conversation.state) this.#setState(conversation, state);
    else this.changes.announce();
  }

  #ringAll(): void {
    for (const conversation of this.conversations) this.#ring(conversation);
  }

  #mayRing(conversation: Conversation, agent: Agent): boolean {
    if (!agent.onQueue || !agent.queueNames.includes(conversation.queue.name)) return false;
    if (conversation.declined.has(agent.name)) return false;
    const busyWith = this.conversations.filter((one) => one.state === 'connected' && one.agentName === agent.name);
    return busyWith.length < agent.capacity;
  }

  #stopRinging(conversation: Conversation, agent: Agent): void {
    conversation.alerting.delete(agent.name);
    for (const one of conversation.participants) {
      if (one.userId === agent.id && one.state === 'alerting') leave(one, 'transfer.noanswer', this.#now());
    }
  }

  #demandInQueue(agent: Agent, conversation: Conversation, verb: string): void {
    if (conversation.state !== 'waiting' && conversation.state !== 'alerting') {
      const who = conversation.state === 'connected' ? `connected to ${conversation.agentName}` : conversation.state;
      throw new SimulatorError(`${agent.name} cannot ${verb} conversation ${conversation.id}: it is ${who}.`);
    }
    if (!agent.queueNames.includes(conversation.queue.name)) {
      throw new SimulatorError(`${agent.name} is no member of the queue ${conversation.queue.name}.`);
    }
  }

  #agentParticipant(
    agent: Agent,
    conversation: Conversation,
    state: 'alerting' | 'connected',
    time: string,
  ): Participant {
    return this.#participant('agent', {
      state,
      name: agent.name,
      userId: agent.id,
      queueId: conversation.queue.id,
      ...(state === 'connected' ? { connectedTime: time } : {}),
    });
  }

  #participant(purpose: Participant['purpose'], rest: Omit<Participant, 'id' | 'purpose' | 'startTime'>): Participant {
    return { id: this.world.newUuid(), purpose, startTime: this.#now(), ...rest };
  }

  #setState(conversation: Conversation, state: Conversation['state']): void {
    conversation.state = state;
    this.world.log(`conversation.${state}`, { conversationId: conversation.id, queueId: conversation.queue.id });
    this.changes.announce();
  }

  #now(): string {
    return isoTime(this.world.clock.now());
  }
}
