import type { RateBudget } from '../runtime/rateBudget';
import type { Runtime } from '../runtime/runtime';
import type { HandoffTransport } from '../transports/transport';
import type { Envelope } from './envelope';
import type { BotPort, FilePort, PlatformPort, UserPort } from './ports';
import type { AgentNote } from './record';
import type { TransitionResult } from './transitionResult';

/** What all owners of a process work with. */
export interface OwnerParts {
  runtime: Runtime;
  transport: HandoffTransport;
  user: UserPort;
  bot: BotPort;
  /** Absent: files are refused. */
  files?: FilePort;
  /** Our notes in the agents' words; nothing for one that is not wanted. Absent: as the record has them. */
  sayToAgent?(note: AgentNote): string | undefined;
  /** Puts it into the mailbox of this conversation. */
  post(botConversationId: string, envelope: Envelope): Promise<TransitionResult>;
  /** The platform's own word, where there are credentials. */
  platform?: PlatformWord;
}

/** The platform API as all owners of a process share it. */
export interface PlatformWord {
  port: PlatformPort;
  /** Calls a minute of the whole process. */
  budget: RateBudget;
  /** Silence after which it is asked whether a conversation is over, ms. */
  quietMs?: number;
}
