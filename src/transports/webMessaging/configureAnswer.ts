import type { GuestSessionInfo } from '../../genesys/guestFrames';
import { assertNever } from '../../genesys/json';
import type { ConnectionEnd, Reply } from './guestConnection';

/** What the answer to `configureSession` means for the session. */
export type ConfigureAnswer =
  | { kind: 'configured'; session: GuestSessionInfo }
  /** The session is gone for good. */
  | { kind: 'over'; why: 'expired' | 'lost' }
  /** This connection is of no use; the next may be. */
  | { kind: 'useless'; end: ConnectionEnd };

export function readConfigureAnswer(reply: Reply): ConfigureAnswer {
  switch (reply.kind) {
    case 'closed':
      return useless('closed');
    case 'timeout':
      return useless('timeout');
    case 'frame':
      break;
    default:
      assertNever(reply);
  }
  const { frame } = reply;
  switch (frame.kind) {
    case 'session':
      return frame.session.connected ? { kind: 'configured', session: frame.session } : useless('notConnected');
    case 'sessionExpired':
      return { kind: 'over', why: 'expired' };
    case 'tooManyRequests':
      return useless('429', frame.retryAfterMs);
    case 'error':
      return readError(frame.code);
    default:
      return useless(frame.kind);
  }
}

function readError(code: number): ConfigureAnswer {
  switch (code) {
    case 4007:
      return { kind: 'useless', end: { kind: 'sessionNotFound' } };
    case 4017:
      // An authenticated session cannot be a guest's again.
      return { kind: 'over', why: 'lost' };
    case 401:
    case 403:
      // Refused like the upgrade would be, only later.
      return { kind: 'useless', end: { kind: 'refused', status: 403 } };
    default:
      return useless(String(code));
  }
}

function useless(reason: string, retryAfterMs?: number): ConfigureAnswer {
  return { kind: 'useless', end: { kind: 'notConfigured', reason, retryAfterMs } };
}
