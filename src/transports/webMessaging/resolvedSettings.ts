import type { GenesysHosts } from '../../genesys/regions';
import type { BackoffSettings } from '../../runtime/backoff';
import type { WebSocketFactory } from './guestSocket';

/** Settings with every default filled in. All times in ms; what each means stands at `WebMessagingSettings`. */
export interface ResolvedSettings {
  hosts: GenesysHosts;
  region?: string;
  endpoint?: string;
  deploymentId: string;
  origin?: string;
  webSocketFactory: WebSocketFactory;
  fetch: typeof fetch;
  reorderWindowMs: number;
  ackTimeoutMs: number;
  pingIntervalMs: number;
  pongTimeoutMs: number;
  connectTimeoutMs: number;
  endTimeoutMs: number;
  uploadTimeoutMs: number;
  historySettleMs: number;
  historyPatienceMs: number;
  secondLookMs: number;
  reconnect: BackoffSettings;
}
