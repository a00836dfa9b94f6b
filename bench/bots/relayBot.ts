import { type CloudAdapter, ConversationState, MemoryStorage, type Storage, type TurnContext } from 'botbuilder';
import { DialogSet, DialogTurnStatus, WaterfallDialog } from 'botbuilder-dialogs';
import {
  botFrameworkStorage,
  GenesysCloudHandoff,
  inMemory,
  type LogEvent,
  SendToOffloadProvider,
  webMessaging,
} from 'botbuilder-genesys-cloud';
import { FileStorage } from '../../samples/support/fileStorage';
import { ASK, type BenchBot, type BotSettings } from './benchBot';
import { liftBudgets } from './liftBudgets';

/** Ours: the handoff as a bot author sets it up, with the dialog and the middleware. */
export class RelayBot implements BenchBot {
  private readonly handoff: GenesysCloudHandoff;
  private readonly conversationState: ConversationState;
  private readonly dialogs: DialogSet;
  private readonly logged: Record<string, number> = {};

  constructor(settings: BotSettings) {
    if (settings.budgets === 'lifted') liftBudgets();
    const { coordination = 'inMemory', folder = '', reorderWindowMs = 0, genesys } = settings;
    const storage: Storage = coordination === 'file' ? new FileStorage(folder) : new MemoryStorage();
    this.conversationState = new ConversationState(storage);
    const count = ({ code }: LogEvent): void => {
      this.logged[code] = (this.logged[code] ?? 0) + 1;
    };
    const complain = (event: LogEvent): void => {
      count(event);
      console.error(JSON.stringify(event));
    };
    this.handoff = new GenesysCloudHandoff({
      transport: webMessaging({ endpoint: genesys.url, deploymentId: genesys.deploymentId, reorderWindowMs }),
      conversationState: this.conversationState,
      coordination: coordination === 'inMemory' ? inMemory() : botFrameworkStorage(storage),
      firstMessage: 'topic',
      logger: { debug: count, info: count, warn: complain, error: complain },
    });
    this.dialogs = new DialogSet(this.conversationState.createProperty('dialogs'));
    this.dialogs.add(new SendToOffloadProvider('offload', this.handoff, { queue: 'Support' }));
    this.dialogs.add(
      new WaterfallDialog('support', [(step) => step.beginDialog('offload', step.options), (step) => step.endDialog()]),
    );
  }

  async start(adapter: CloudAdapter): Promise<void> {
    adapter.use(this.handoff.middleware);
    await this.handoff.start({ adapter, botAppId: '', resume: (context) => this.run(context) });
  }

  async run(context: TurnContext): Promise<void> {
    const dialogs = await this.dialogs.createContext(context);
    const { status } = await dialogs.continueDialog();
    const { text = '' } = context.activity;
    if (status === DialogTurnStatus.empty && text.startsWith(ASK)) {
      await dialogs.beginDialog('support', { topic: text.slice(ASK.length) });
    }
    await this.conversationState.saveChanges(context);
  }

  counts(): Record<string, number> {
    return { ...this.logged, owned: this.handoff.health.owned };
  }
}
