/**
 * How the processes of a bench are told what to do: requests over Node's own channel between parent and child, each
 * answered once.
 */

/** What a process can be asked for. Arguments and results are plain JSON. */
// biome-ignore lint/suspicious/noExplicitAny: each process states its own types
export type Commands = Record<string, (args: any) => unknown>;

export interface CommandRequest {
  id: number;
  command: string;
  args: unknown;
}

export type CommandReply = { id: number; result?: unknown; error?: string };

/** Serves the commands of this process until its parent goes away; then there is nobody left to work for. */
export function serveCommands(commands: Commands): void {
  process.on('message', (message) => {
    const { id, command, args } = message as CommandRequest;
    Promise.resolve()
      .then(() => commands[command]?.(args))
      .then(
        (result) => process.send?.({ id, result }),
        (error: unknown) => process.send?.({ id, error: error instanceof Error ? error.message : String(error) }),
      );
  });
  process.on('disconnect', () => process.exit(0));
}
