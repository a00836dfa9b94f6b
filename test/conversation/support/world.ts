import { ConversationOwners } from '../../../src/conversation/conversationOwners';
import type { EndRequester } from '../../../src/conversation/envelope';
import type { HandoffStore, Versioned } from '../../../src/conversation/handoffStore';
import type { HandoffOutcome } from '../../../src/conversation/outcome';
import type { Delivery, ResumeRun } from '../../../src/conversation/ports';
import type { HandoffRecord, ToUser } from '../../../src/conversation/record';
import type { TransitionResult } from '../../../src/conversation/transitionResult';
import { InMemoryHandoffStore } from '../../../src/coordination/inMemory';
import { SingleInstanceCoordinator } from '../../../src/coordination/singleInstanceCoordinator';
import type { Runtime } from '../../../src/runtime/runtime';
import { RecordingLogger } from '../../support/recordingLogger';
import { SimulatedClock } from '../../support/simulatedClock';
import { FakeGenesys, FakeTransport, type Io } from './fakeGenesys';
import { newRecord } from './records';

export const CONVERSATION = 'test/conversation-1';

/**
 * Everything around one bot process that outlives it: the storage, Genesys, the channel, the bot's own saved state. The
 * process itself is a `Life`; it may be stopped or killed, and another one begun.
 */
export class World {
  readonly clock = new SimulatedClock();
  readonly logger = new RecordingLogger();
  readonly genesys = new FakeGenesys(this.clock);
  /** What the channel took, in order. */
  readonly shown: ToUser[] = [];
  /** Runs of the bot with an outcome, and those whose state was saved: the waterfall went on. */
  readonly runs: HandoffOutcome[] = [];
  readonly saved: HandoffOutcome[] = [];
  /** Handoffs whose dialog is on the stack. */
  readonly waitingDialogs = new Set<string>();
  life: Life;

  constructor(
    readonly io: Io = async () => {},
    readonly store: HandoffStore = new InMemoryHandoffStore(),
    readonly options: { guestCanEnd?: boolean; silentNotes?: boolean; lateHistory?: boolean } = {},
  ) {
    this.life = new Life(this);
  }

  get runtime(): Runtime {
    let last = 0;
    return { clock: this.clock, logger: this.logger, random: { next: () => 0.5, uuid: () => `uuid-${++last}` } };
  }

  /** `kill -9`: nothing of the process moves any more, and another one takes over. */
  async killAndRestart(): Promise<void> {
    this.life.alive = false;
    await this.begin();
  }

  async stopAndRestart(): Promise<void> {
    await this.life.coordinator.stop();
    await this.begin();
  }

  async begin(): Promise<void> {
    this.life = new Life(this);
    await this.life.start();
  }

  texts(): string[] {
    return this.shown.flatMap((item) => (item.kind === 'text' ? [item.text] : []));
  }

  get logs(): string[] {
    return this.logger.codes();
  }
}

/** One bot process. */
export class Life {
  alive = true;
  readonly coordinator: SingleInstanceCoordinator;
  readonly owners: ConversationOwners;
  private handoffs = 0;

  constructor(private readonly world: World) {
    const io: Io = async (label) => {
      await world.io(label);
      if (!this.alive) await new Promise(() => {});
    };
    this.coordinator = new SingleInstanceCoordinator(new SlowStore(world.store, io), world.runtime);
    const parts = {
      runtime: world.runtime,
      ...(world.options.silentNotes && { sayToAgent: () => undefined }),
      transport: new FakeTransport(world.genesys, io, world.options.guestCanEnd ?? true, world.options.lateHistory),
      user: {
        async deliver(_record: HandoffRecord, item: ToUser): Promise<Delivery> {
          await io(`deliver ${item.id}`);
          world.shown.push(item);
          await io(`delivered ${item.id}`);
          return 'delivered';
        },
        typing: () => {},
      },
      bot: {
        async resume({ handoffId }: HandoffRecord, outcome: HandoffOutcome, run: ResumeRun): Promise<void> {
          await io('load state');
          if (!world.waitingDialogs.has(handoffId)) {
            if (run.earlierRuns > 0) return;
            if (!run.insist) throw new Error('the dialog is not there');
          }
          await run.onRun();
          await io('run bot');
          world.runs.push(outcome);
          await io('save state');
          if (world.waitingDialogs.delete(handoffId)) world.saved.push(outcome);
        },
      },
    };
    this.owners = new ConversationOwners(parts, this.coordinator);
  }

  start(): Promise<void> {
    return this.coordinator.start(this.owners);
  }

  /** A dialog asks for a human. The dialog is saved before or after, as the bot's turn has it. */
  async ask(changes: Partial<HandoffRecord> = {}): Promise<string> {
    const handoffId = changes.handoffId ?? `handoff-${++this.handoffs}`;
    const token = `token of ${handoffId}`;
    const topic = { id: handoffId, text: `topic of ${handoffId}`, from: 'note' as const };
    await this.coordinator.open(
      newRecord({
        botConversationId: CONVERSATION,
        handoffId,
        session: { token },
        toAgent: [topic],
        askedAtMs: this.world.clock.now(),
        lastActivityAtMs: this.world.clock.now(),
        ...changes,
      }),
    );
    this.world.waitingDialogs.add(handoffId);
    return token;
  }

  say(text: string, activityId = text): Promise<TransitionResult> {
    const parts = [{ id: activityId, text, from: 'user' as const }];
    return this.coordinator.post(CONVERSATION, {
      kind: 'userMessage',
      activityId,
      parts,
      atMs: this.world.clock.now(),
    });
  }

  end(by: EndRequester = 'user'): Promise<TransitionResult> {
    return this.coordinator.post(CONVERSATION, { kind: 'endRequested', by, atMs: this.world.clock.now() });
  }
}

/** A store whose every call takes time, and may be cut off before and after it had its effect. */
export class SlowStore implements HandoffStore {
  constructor(
    private readonly inner: HandoffStore,
    private readonly io: Io,
  ) {}

  create(record: HandoffRecord): Promise<Versioned> {
    return this.around('create', () => this.inner.create(record));
  }
  read(id: string): Promise<Versioned | undefined> {
    return this.around('read', () => this.inner.read(id));
  }
  update(next: Versioned): Promise<Versioned> {
    return this.around('update', () => this.inner.update(next));
  }
  remove(last: Versioned): Promise<void> {
    return this.around('remove', () => this.inner.remove(last));
  }
  list(): Promise<string[]> {
    return this.around('list', () => this.inner.list());
  }

  private async around<T>(label: string, call: () => Promise<T>): Promise<T> {
    await this.io(label);
    const result = await call();
    await this.io(`${label} done`);
    return result;
  }
}
