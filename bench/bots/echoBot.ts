import { type CloudAdapter, ConversationState, MemoryStorage, type StoreItems, type TurnContext } from 'botbuilder';
import { botFrameworkStorage, GenesysCloudHandoff, inMemory, webMessaging } from 'botbuilder-genesys-cloud';
import type { BenchBot, BotSettings } from './benchBot';

/** A bot with state and one answer per turn; `guarded` has our middleware as well, and no handoff. */
export class EchoBot implements BenchBot {
  private readonly storage = new CountingStorage();
  private readonly conversationState = new ConversationState(this.storage);
  private readonly turns = this.conversationState.createProperty<number>('turns');

  constructor(private readonly settings: BotSettings) {}

  async start(adapter: CloudAdapter): Promise<void> {
    const { kind, coordination, genesys } = this.settings;
    if (kind === 'plain') return;
    const handoff = new GenesysCloudHandoff({
      transport: webMessaging({ endpoint: genesys.url, deploymentId: genesys.deploymentId }),
      conversationState: this.conversationState,
      coordination: coordination === 'bag' ? botFrameworkStorage(this.storage) : inMemory(),
    });
    adapter.use(handoff.middleware);
    await handoff.start({ adapter, botAppId: '', resume: (context) => this.run(context) });
  }

  async run(context: TurnContext): Promise<void> {
    const turns = (await this.turns.get(context, 0)) + 1;
    await this.turns.set(context, turns);
    await context.sendActivity(`${turns}`);
    await this.conversationState.saveChanges(context);
  }

  counts(): Record<string, number> {
    return { ...this.storage.reads };
  }
}

/** Counts who reads: the bot's own state, or the handoff. */
class CountingStorage extends MemoryStorage {
  readonly reads = { handoffReads: 0, botReads: 0 };

  override read(keys: string[]): Promise<StoreItems> {
    if (keys.some((key) => key.startsWith('genesys-handoff/'))) this.reads.handoffReads++;
    else this.reads.botReads++;
    return super.read(keys);
  }
}
