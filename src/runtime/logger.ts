/**
 * One thing that happened, for operators. Ids and codes only: support chats are personal data, so no field ever holds
 * message text, a token, a secret or an attribute value.
 */
export interface LogEvent {
  /** What happened, in lowerCamelCase: `handoffStarted`, `socketClosed`, … All codes stand in docs/operations.md. */
  code: string;
  botConversationId?: string;
  handoffId?: string;
  genesysConversationId?: string;
  [field: string]: string | number | boolean | undefined;
}

/** Where log events go. Any logger with these four methods fits after a one-line adapter. */
export interface Logger {
  debug(event: LogEvent): void;
  info(event: LogEvent): void;
  warn(event: LogEvent): void;
  error(event: LogEvent): void;
}

/** The default: warnings and errors on standard error, one line each; the rest is dropped. */
export const consoleLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: (event) => console.warn(`[genesys-handoff] warn ${JSON.stringify(event)}`),
  error: (event) => console.error(`[genesys-handoff] error ${JSON.stringify(event)}`),
};

export const silentLogger: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
