import type { LogEvent, Logger } from '../../runtime/logger';

type Fields = Omit<LogEvent, 'code'>;

/** A logger that knows which conversation it speaks of. Ids and codes only, as everywhere. */
export interface SessionLog {
  debug(code: string, fields?: Fields): void;
  info(code: string, fields?: Fields): void;
  warn(code: string, fields?: Fields): void;
}

export function sessionLog(logger: Logger, ids: { botConversationId: string; handoffId: string }): SessionLog {
  return {
    debug: (code, fields) => logger.debug({ code, ...ids, ...fields }),
    info: (code, fields) => logger.info({ code, ...ids, ...fields }),
    warn: (code, fields) => logger.warn({ code, ...ids, ...fields }),
  };
}
