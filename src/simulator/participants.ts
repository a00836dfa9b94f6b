import type { JsonObject } from './wireJson';

/**
 * A participant of a conversation as `GET /api/v2/conversations/messages/{id}` shows it.
 * Source: open messaging reference 8.2, platform reference 6.6.
 */
export interface Participant {
  readonly id: string;
  readonly purpose: 'customer' | 'acd' | 'agent' | 'workflow';
  state: 'alerting' | 'connected' | 'disconnected';
  disconnectType?: string;
  readonly name?: string;
  readonly userId?: string;
  readonly queueId?: string;
  readonly startTime: string;
  connectedTime?: string;
  endTime?: string;
}

/** Ends a participant that is still there; one that has left keeps its first reason. */
export function leave(participant: Participant, disconnectType: string, time: string): void {
  if (participant.state === 'disconnected') return;
  participant.state = 'disconnected';
  participant.disconnectType = disconnectType;
  participant.endTime = time;
}

/** The participant as JSON of the platform API. */
export function toParticipantJson(
  participant: Participant,
  attributes: Readonly<Record<string, string>>,
  messages: readonly JsonObject[],
): JsonObject {
  const { userId, queueId, ...rest } = participant;
  return {
    ...rest,
    type: 'webmessaging',
    attributes: participant.purpose === 'customer' ? attributes : {},
    ...(userId === undefined ? {} : { user: { id: userId } }),
    ...(queueId === undefined ? {} : { queue: { id: queueId } }),
    ...(participant.purpose === 'agent' ? { wrapupRequired: true } : {}),
    messages: participant.purpose === 'customer' ? messages : [],
    toAddress: {},
    fromAddress: {},
  };
}
