import { ConversationOwner } from './conversationOwner';
import type { Coordinator, MailboxHandler, Signal } from './coordinator';
import type { Envelope } from './envelope';
import type { OwnerParts } from './ownerParts';
import type { HandoffRecord } from './record';
import { transition } from './transition';
import type { Transition } from './transitionResult';

/** The owners of all conversations that this instance looks after: what the coordinator speaks to. */
export class ConversationOwners implements MailboxHandler {
  private readonly owners = new Map<string, ConversationOwner>();

  private readonly parts: OwnerParts;

  constructor(parts: Omit<OwnerParts, 'post'>, coordinator: Coordinator) {
    this.parts = { ...parts, post: (botConversationId, envelope) => coordinator.post(botConversationId, envelope) };
  }

  transition(record: HandoffRecord, envelope: Envelope): Transition {
    return transition(record, envelope);
  }

  onAcquired(record: HandoffRecord, takenUp: boolean): void {
    const { botConversationId, handoffId } = record;
    const { logger } = this.parts.runtime;
    logger.info({ code: takenUp ? 'handoffTakenUp' : 'handoffStarted', botConversationId, handoffId });
    this.owners.set(botConversationId, new ConversationOwner(this.parts, record, takenUp));
  }

  onCommitted(record: HandoffRecord): void {
    this.owners.get(record.botConversationId)?.onCommitted(record);
  }

  onSignal(botConversationId: string, signal: Signal): void {
    this.owners.get(botConversationId)?.onSignal(signal);
  }

  async onLost(botConversationId: string, why: 'over' | 'released'): Promise<void> {
    const owner = this.owners.get(botConversationId);
    if (owner === undefined) return;
    if (why === 'over') this.owners.delete(botConversationId);
    await owner.stop();
    if (this.owners.get(botConversationId) === owner) this.owners.delete(botConversationId);
  }
}
