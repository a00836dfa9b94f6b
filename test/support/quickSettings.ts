import type { WebMessagingSettings } from '../../src/transports/webMessaging/webMessaging';

/** Waits short enough for tests over real sockets on loopback; what they do stays the same. */
export const quickSettings = {
  reorderWindowMs: 50,
  ackTimeoutMs: 250,
  pingIntervalMs: 100,
  pongTimeoutMs: 100,
  connectTimeoutMs: 1_000,
  endTimeoutMs: 1_500,
  historySettleMs: 50,
  secondLookMs: 200,
  reconnect: { firstMs: 20, maxMs: 100 },
} satisfies Partial<WebMessagingSettings>;
