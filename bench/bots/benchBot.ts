import type { CloudAdapter, TurnContext } from 'botbuilder';
import type { GenesysPlace } from '../processes/genesysProcess';

/** Which bot, and how it is set up. */
export interface BotSettings {
  kind: 'relay' | 'floor' | 'plain' | 'guarded' | 'tokenPerMessage' | 'platformSdk';
  genesys: GenesysPlace;
  /** Where the relay keeps handoffs. `bag`: `botFrameworkStorage` over a storage in memory. Default: `inMemory()`. */
  coordination?: 'inMemory' | 'bag' | 'file';
  /** For `file`. */
  folder?: string;
  /** Default 0: without the time that the relay waits, by design, for a message that was overtaken. */
  reorderWindowMs?: number;
  /** Lets the relay go beyond Genesys' rate limits, which would otherwise be what is measured. */
  budgets?: 'lifted';
}

/** One bot of a bench. */
export interface BenchBot {
  start(adapter: CloudAdapter): Promise<void>;
  run(context: TurnContext): Promise<void>;
  /** Whatever it counts: storage reads, sessions. */
  counts(): Record<string, number>;
}

/** How users of a bench ask for an agent. */
export const ASK = 'agent ';
