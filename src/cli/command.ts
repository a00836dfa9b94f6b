/** Where a command writes, and what ends it. Tests give their own. */
export interface CommandIo {
  out(line: string): void;
  error(line: string): void;
  /** Resolves when the user wants the command to end (Ctrl+C, or a request to terminate). */
  stopped(): Promise<void>;
}

/** A command of the command line: takes the arguments behind its name and resolves with the exit code. */
export type Command = (args: readonly string[], io: CommandIo) => Promise<number>;

/** Exit code of a call that was not understood. */
export const USAGE_ERROR = 2;
