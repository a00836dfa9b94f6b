import type { LogEvent, Logger } from '../../runtime/logger';

type Fields = Omit<LogEvent, 'code'>;

/** A logger that knows which conversation it speaks of. Ids and codes only, as everywhere. */
export class SessionLog {
  constructor(
    private readonly logger: Logger,
    private readonly ids: { botConversationId: string; handoffId: string },
  ) {}

  debug(code: string, fields?: Fields): void {
    this.logger.debug({ code, ...this.ids, ...fields });
  }

  info(code: string, fields?: Fields): void {
    this.logger.info({ code, ...this.ids, ...fields });
  }

  warn(code: string, fields?: Fields): void {
    this.logger.warn({ code, ...this.ids, ...fields });
  }
}
