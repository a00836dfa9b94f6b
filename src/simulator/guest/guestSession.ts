import type { ContactCenter } from '../contactCenter';
import type { Conversation, ConversationEnder } from '../conversation';
import type { SimulatedDeployment } from '../deployment';
import { GUEST_LIMITS, TYPING_DURATION_MS } from '../guestLimits';
import type { GuestLink } from '../guestLink';
import type { LeverState } from '../leverState';
import { RateWindow } from '../rateWindow';
import type { SimulatedMessage } from '../simulatedMessage';
import type { JsonObject } from '../wireJson';
import { isoTime, LONGEST_TIMER_MS, newHexId, type World } from '../world';
import { FrameOutbox } from './frameOutbox';
import { push, type ServerFrame } from './frames';
import type { GuestSocket } from './guestSocket';

/** A body in the guest's transcript, in the form of the history, and since when it is there. */
export interface TranscriptEntry {
  readonly body: JsonObject;
  readonly timeMs: number;
  /** Server ids under which the message is known: the socket's and the history's differ for inbound messages. */
  readonly ids: readonly string[];
  readonly conversationId: string;
}

/** What a session leans on. */
export interface GuestSessionHost {
  readonly world: World;
  readonly levers: LeverState;
  readonly center: ContactCenter;
  forget(session: GuestSession): void;
}

/** A guest session: what one token of one deployment stands for. */
export class GuestSession implements GuestLink {
  /** Internal; stands for the token wherever something must be named, for the token itself is a secret. */
  readonly id: string;
  readonly token: string;
  readonly deployment: SimulatedDeployment;
  readonly sockets: GuestSocket[] = [];
  readonly transcript: TranscriptEntry[] = [];
  readonly messages = new RateWindow(GUEST_LIMITS.messagesPerSecondAndSession, 1000);
  readonly configures = new RateWindow(GUEST_LIMITS.configuresPerMinuteAndSession, 60_000);
  readonly historyReads = new RateWindow(GUEST_LIMITS.historyReadsPerMinuteAndSession, 60_000);
  conversation: Conversation | undefined;
  readOnly = false;
  autoStarted = false;
  readonly #host: GuestSessionHost;
  readonly #outbox: FrameOutbox;
  #lastActivityMs: number;
  #lastTimeMs = 0;
  #expiryTimer: unknown;

  constructor(host: GuestSessionHost, deployment: SimulatedDeployment, token: string) {
    this.#host = host;
    this.id = host.world.newUuid();
    this.deployment = deployment;
    this.token = token;
    this.#lastActivityMs = host.world.clock.now();
    this.#outbox = new FrameOutbox(host.world, host.levers, (frame) => this.broadcast(frame));
    this.#armExpiry();
  }

  get expiresAtMs(): number {
    return this.#lastActivityMs + this.deployment.configuration.sessionDurationSeconds * 1000;
  }

  /** Every message of either side renews the session. */
  touch(): void {
    this.#lastActivityMs = this.#host.world.clock.now();
  }

  /** Attaches a socket. A fourth one evicts the oldest. Source: web messaging reference 4.2. */
  addSocket(socket: GuestSocket): void {
    if (this.sockets.includes(socket)) return;
    socket.detach();
    this.sockets.push(socket);
    socket.session = this;
    socket.sessionExpired = false;
    if (this.sockets.length > GUEST_LIMITS.socketsPerSession) this.sockets[0]?.closeWithEvent();
  }

  removeSocket(socket: GuestSocket): void {
    const index = this.sockets.indexOf(socket);
    if (index >= 0) this.sockets.splice(index, 1);
  }

  /** Sends a frame to all sockets of the token, undisturbed by levers. */
  broadcast(frame: ServerFrame): void {
    for (const socket of [...this.sockets]) socket.send(frame);
  }

  /** Keeps the guest's message and echoes it, which is its acknowledgement. */
  echo(message: SimulatedMessage, guestMetadata: JsonObject, tracingId: string | undefined): void {
    const channel = { time: message.time, messageId: this.#host.world.newUuid(), type: 'Private', from: {}, to: {} };
    const body = { ...wireBody(message), channel };
    // Observed on the live service: history shows an inbound message under another id, but the same channel.messageId.
    if (!isTyping(message)) this.#record(message, { ...body, id: newHexId(this.#host.world), metadata: guestMetadata });
    const metadata = { ...guestMetadata, correlationId: this.#host.world.newUuid() };
    this.#outbox.send(push('StructuredMessage', { ...body, metadata }, tracingId), 'Inbound');
  }

  deliver(from: 'agent' | 'flow', content: JsonObject, agentName?: string): SimulatedMessage {
    const message: SimulatedMessage = {
      ...this.#newOutbound(content.type === 'Structured' ? 'Structured' : 'Text', from),
      ...(typeof content.text === 'string' ? { text: content.text } : {}),
      ...(Array.isArray(content.content) ? { content: content.content as JsonObject[] } : {}),
      ...(agentName === undefined ? {} : { agentName }),
    };
    this.touch();
    this.#sendOutbound(message, {
      ...content,
      originatingEntity: from === 'agent' ? 'Human' : 'Bot',
      channel: channelFrom(message.time, agentName),
    });
    return message;
  }

  deliverTyping(agentName: string): void {
    if (!this.deployment.configuration.showAgentTypingIndicator) return;
    const events = [{ eventType: 'Typing', typing: { type: 'On', duration: TYPING_DURATION_MS } }];
    const message = { ...this.#newOutbound('Event', 'agent'), events };
    this.#sendOutbound(message, { originatingEntity: 'Human', channel: channelFrom(message.time, agentName) });
  }

  conversationEnded(_by: ConversationEnder): void {
    const { enabled, type } = this.deployment.configuration.conversationDisconnect;
    // Genesys' default: the guest is told nothing at all.
    if (!enabled) return;
    const readOnly = type === 'ReadOnly';
    const events = [{ eventType: 'Presence', presence: { type: 'Disconnect' } }];
    const message = { ...this.#newOutbound('Event', 'agent'), events };
    this.conversation?.addEvent(message);
    this.#sendOutbound(message, { channel: channelFrom(message.time), metadata: { readOnly: String(readOnly) } });
    this.readOnly = readOnly;
  }

  expire(): void {
    this.broadcast(push('SessionExpiredEvent', {}));
    for (const socket of this.sockets) socket.sessionExpired = true;
    this.end('system', 'session.expired');
  }

  /** The session is no more: no transcript, no sockets, and its conversation ends without a word to the guest. */
  end(by: ConversationEnder, disconnectType: string): void {
    this.close();
    this.#host.forget(this);
    for (const socket of [...this.sockets]) socket.detach();
    if (this.conversation !== undefined) this.#host.center.detach(this.conversation, by, disconnectType);
  }

  /** Ends timers and forgets frames that are under way. */
  close(): void {
    this.#host.world.clock.clearTimeout(this.#expiryTimer);
    this.#outbox.close();
  }

  /**
   * The time of the next message, ISO 8601: later than the one before, so that those of one session can be put in order.
   * At Genesys equal times were seen (reference 4.3); a simulated clock or a second session shows what they do.
   */
  nextTime(): string {
    this.#lastTimeMs = Math.max(this.#host.world.clock.now(), this.#lastTimeMs + 1);
    return isoTime(this.#lastTimeMs);
  }

  #newOutbound(type: SimulatedMessage['type'], from: 'agent' | 'flow') {
    const time = this.nextTime();
    return { id: newHexId(this.#host.world), direction: 'Outbound' as const, from, type, time };
  }

  #sendOutbound(message: SimulatedMessage, rest: JsonObject): void {
    const metadata = { correlationId: this.#host.world.newUuid(), ...(rest.metadata as JsonObject | undefined) };
    const body = { ...wireBody(message), ...rest, metadata };
    if (!isTyping(message)) this.#record(message, body);
    this.#outbox.send(push('StructuredMessage', body), 'Outbound');
  }

  #record(message: SimulatedMessage, body: JsonObject): void {
    const ids = [message.id, String(body.id)];
    const timeMs = this.#host.world.clock.now();
    this.transcript.push({ body, timeMs, ids, conversationId: this.conversation?.id ?? '' });
  }

  /** Checks at the time the session should end, and again later if a message has renewed it meanwhile. */
  #armExpiry(): void {
    const { clock } = this.#host.world;
    const leftMs = this.expiresAtMs - clock.now();
    if (leftMs <= 0) {
      this.expire();
      return;
    }
    this.#expiryTimer = clock.setTimeout(() => this.#armExpiry(), Math.min(leftMs, LONGEST_TIMER_MS));
  }
}

function wireBody(message: SimulatedMessage): JsonObject {
  const { id, type, direction, text, content, events } = message;
  return {
    id,
    type,
    direction,
    ...(text === undefined ? {} : { text }),
    ...(content === undefined ? {} : { content }),
    ...(events === undefined ? {} : { events }),
  };
}

function channelFrom(time: string, nickname?: string): JsonObject {
  return { time, type: 'Private', from: nickname === undefined ? {} : { nickname }, to: {} };
}

function isTyping(message: SimulatedMessage): boolean {
  return message.events?.some((event) => event.eventType === 'Typing') ?? false;
}
