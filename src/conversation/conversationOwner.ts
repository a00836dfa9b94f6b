import { errorCode, HandoffError } from '../errors';
import { delay } from '../runtime/clock';
import { StopSource } from '../runtime/stopSignal';
import { AgentSide, type AgentSideHost } from './agentSide';
import type { Signal } from './coordinator';
import { Deadline, type DeadlineHost } from './deadline';
import { OwnerNews, SetAside } from './ownerNews';
import type { OwnerParts } from './ownerParts';
import { pendingWork, type Timer } from './pendingWork';
import type { HandoffRecord, ToUser } from './record';

/** Runs of a failing resume turn before the record is closed all the same; the dialog takes its outcome in the next turn. */
const MAX_RESUME_RUNS = 5;

/** Tries of a resume turn that does not even begin. */
const MAX_RESUME_TRIES = 12;

/** How often to look for the waiting dialog (its turn may still be saving the state) before running the bot anyway. */
const RESUME_TRIES_BEFORE_INSISTING = 3;

/** How long `stop()` waits for a delivery whose connector does not answer. */
const STOP_PATIENCE_MS = 30_000;

/** How long `stop()`, and the end at Genesys, wait for the acknowledgement of a message that is under way. */
const SEND_UNDER_WAY_MS = 2_000;

/**
 * The one live reader of a conversation: performs what `pendingWork` reads out of the committed record, and posts what
 * came of it. It decides nothing, and keeps nothing that the record does not say better: it may die at any point.
 *
 * Each kind of work is a lane of its own with at most one piece under way: the agent is not kept waiting by a slow
 * channel, nor the user by a Genesys that is away.
 */
export class ConversationOwner implements AgentSideHost, DeadlineHost {
  private readonly busy: Record<Lane, Promise<void> | undefined> = {
    toAgent: undefined,
    toUser: undefined,
    end: undefined,
    resume: undefined,
  };
  private readonly news: OwnerNews;
  private readonly agentSide: AgentSide;
  private readonly deadline: Deadline;
  private resumeTries = 0;

  constructor(
    private readonly parts: OwnerParts,
    private committed: HandoffRecord,
    /** Whether an earlier process or owner may have acted for this record. */
    takenUp: boolean,
  ) {
    this.news = new OwnerNews(parts, committed.botConversationId, committed.handoffId);
    this.agentSide = new AgentSide(parts, this.news, this, takenUp);
    this.deadline = new Deadline(parts.runtime.clock, this);
    this.pump();
  }

  onCommitted(record: HandoffRecord): void {
    this.committed = record;
    this.agentSide.onCommitted(record);
    this.pump();
  }

  onSignal(signal: Signal): void {
    if (signal.kind === 'userTyping') this.agentSide.userTypes();
  }

  /**
   * Lets go of everything; resolves when nothing of it moves any more. What is under way is finished and marked, so that
   * nobody repeats it: a delivery for half a minute, a send for a short while (the history settles it otherwise).
   */
  async stop(): Promise<void> {
    this.news.stop();
    this.deadline.stop();
    this.agentSide.quieten();
    await this.sendUnderWay();
    await this.agentSide.closeSession();
    await this.atMost(STOP_PATIENCE_MS, Promise.all(Object.values(this.busy)));
  }

  record(): HandoffRecord {
    return this.committed;
  }

  onSessionClosed(): void {
    this.pump();
  }

  currentDeadline(): Timer | undefined {
    return pendingWork(this.committed).timer;
  }

  onDeadline(timer: Timer): void {
    this.news.tellAside({ kind: 'timerDue', timer });
  }

  /** Waits, for a while, for the acknowledgement of the message that is under way. */
  async sendUnderWay(): Promise<void> {
    const sending = this.busy.toAgent;
    if (sending !== undefined) await this.atMost(SEND_UNDER_WAY_MS, sending);
  }

  private async atMost(patienceMs: number, work: Promise<unknown>): Promise<void> {
    const done = new StopSource();
    await Promise.race([work, delay(this.parts.runtime.clock, patienceMs, done)]);
    done.abort();
  }

  /** Starts what the record asks for and is not under way already. */
  private pump(): void {
    if (this.news.signal.aborted) return;
    const { timer, session, sendToAgent, deliverToUser, endAtGenesys, resume } = pendingWork(this.committed);
    this.deadline.arm(timer);
    if (session === 'open') this.agentSide.openSession();
    else void this.agentSide.closeSession();
    const { busy } = this;
    if (sendToAgent && !busy.toAgent) this.occupy('toAgent', this.agentSide.send(sendToAgent));
    if (deliverToUser && !busy.toUser) this.occupy('toUser', this.deliverToUser(deliverToUser));
    if (endAtGenesys && !busy.end) this.occupy('end', this.agentSide.end());
    if (resume && !busy.resume) this.occupy('resume', this.resume());
  }

  private occupy(lane: Lane, work: Promise<void>): void {
    this.busy[lane] = this.untilDone(lane, work);
  }

  private async untilDone(lane: Lane, work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      // What was done cannot be marked; to do it again would repeat it for ever. Until a restart this lane rests.
      if (error instanceof SetAside) await this.news.untilStopped();
      else {
        this.news.log('error', { code: 'laneFailed', lane, error: errorCode(error) });
        await this.news.pause(0);
      }
    }
    this.busy[lane] = undefined;
    this.pump();
  }

  private async deliverToUser(item: ToUser): Promise<void> {
    const delivery = await this.parts.user.deliver(this.committed, item, this.news.signal);
    if (delivery === 'stopped') return;
    if (delivery === 'delivered') {
      await this.news.tell({ kind: 'delivered', messageId: item.id });
      return;
    }
    this.news.log('warn', { code: 'deliveryGivenUp', userGone: delivery === 'userGone' });
    await this.news.tell({ kind: 'undeliverable', messageId: item.id, userGone: delivery === 'userGone' });
  }

  private async resume(): Promise<void> {
    const { state } = this.committed;
    if (state.kind !== 'resuming') return;
    if (state.attempts >= MAX_RESUME_RUNS) {
      this.news.log('error', { code: 'resumeGivenUp' });
      await this.news.tell({ kind: 'resumed' });
      return;
    }
    try {
      await this.parts.bot.resume(this.committed, state.outcome, {
        earlierRuns: state.attempts,
        insist: this.resumeTries >= RESUME_TRIES_BEFORE_INSISTING,
        onRun: async () => {
          // A run that is not written down would be repeated by the next owner.
          if ((await this.news.tell({ kind: 'resumeStarted' })) === undefined) {
            throw new HandoffError('storageUnavailable', 'The run of the bot could not be written down.');
          }
        },
      });
    } catch (error) {
      this.news.log('warn', { code: 'resumeFailed', error: errorCode(error) });
      // An adapter that never runs the turn would be tried for ever, and each turn of the user would wait for it.
      if (++this.resumeTries < MAX_RESUME_TRIES) return this.news.pause(this.resumeTries);
      this.news.log('error', { code: 'resumeGivenUp' });
      await this.news.tell({ kind: 'resumed' });
      return;
    }
    this.news.log('info', { code: 'handoffEnded', outcome: state.outcome.kind });
    await this.news.tell({ kind: 'resumed' });
  }
}

type Lane = 'toAgent' | 'toUser' | 'end' | 'resume';
