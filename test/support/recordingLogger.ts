import type { LogEvent, Logger } from '../../src/runtime/logger';

/** Keeps every log event; its text can be searched for what must never be logged. */
export class RecordingLogger implements Logger {
  readonly events: ({ level: string } & LogEvent)[] = [];
  debug = (event: LogEvent) => void this.events.push({ level: 'debug', ...event });
  info = (event: LogEvent) => void this.events.push({ level: 'info', ...event });
  warn = (event: LogEvent) => void this.events.push({ level: 'warn', ...event });
  error = (event: LogEvent) => void this.events.push({ level: 'error', ...event });

  codes(level?: string): string[] {
    return this.events.filter((event) => level === undefined || event.level === level).map((event) => event.code);
  }

  get text(): string {
    return JSON.stringify(this.events);
  }
}
