/** What a failed send means for the message. */
export interface DeliveryFailure {
  /** `later`: it may work; `refused`: never, for this message; `userGone`: never, for any. */
  fate: 'later' | 'refused' | 'userGone';
  retryAfterMs?: number;
}

/** Longest wait that a channel may ask for. */
const MAX_RETRY_AFTER_MS = 60_000;

/**
 * Reads an error of the connector. Everything that may pass is `later`, also where it is unknown whether the message
 * arrived (a time-out, a 5xx): shown twice is the lesser harm than not at all.
 */
export function classifyDeliveryError(error: unknown): DeliveryFailure {
  const { statusCode, response } = (typeof error === 'object' && error !== null ? error : {}) as {
    statusCode?: unknown;
    response?: { headers?: { get?(name: string): unknown } };
  };
  if (typeof statusCode !== 'number') return { fate: 'later' };
  switch (statusCode) {
    // The conversation is gone / the user blocked or removed the bot.
    case 403:
    case 404:
    case 410:
      return { fate: 'userGone' };
    // Credentials are mended by operators, 412 and 429 are Teams' "slow down".
    case 401:
    case 408:
    case 412:
    case 429:
      return { fate: 'later', retryAfterMs: retryAfterMs(response) };
    default:
      return statusCode >= 500 ? { fate: 'later', retryAfterMs: retryAfterMs(response) } : { fate: 'refused' };
  }
}

function retryAfterMs(response: { headers?: { get?(name: string): unknown } } | undefined): number | undefined {
  const seconds = Number(response?.headers?.get?.('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1_000, MAX_RETRY_AFTER_MS) : undefined;
}
