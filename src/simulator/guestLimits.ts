/**
 * Limits of web messaging. Source: developer.genesys.cloud, "Limits", part Web Messaging, as of October 2026;
 * `retryAfter` is counted in whole seconds.
 */
export const GUEST_LIMITS = {
  messagesPerSecondAndSession: 5,
  requestsPerMinuteAndConnection: 60,
  configuresPerMinuteAndSession: 60,
  connectionsPerMinuteAndDeployment: 1000,
  historyReadsPerMinuteAndSession: 10,
  echoesPerMinuteAndConnection: 2,
  socketsPerSession: 3,
  customAttributesBytes: 2048,
  inboundTextBytes: 4096,
  outboundTextCharacters: 4000,
  agentTypingPerMinuteAndConversation: 12,
  tokenCharacters: 2048,
  attachmentKilobytes: 10_240,
  fileNameCharacters: 1024,
} as const;

/** A download link answers 404 after this time. Source: behaviour of the live service as others observed it (2026-10). */
export const DOWNLOAD_URL_LIFETIME_MS = 10 * 60_000;

/** Life of the JWT that opens the history. Source: the same observation; clients refetch 5 s before its end. */
export const GUEST_JWT_LIFETIME_MS = 60_000;

/** How long a typing indicator stands when the event names no duration. Source: Genesys' mobile transport (2026-06). */
export const TYPING_DURATION_MS = 5000;
