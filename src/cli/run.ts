import { type Command, type CommandIo, USAGE_ERROR } from './command';
import { doctorCommand } from './doctorCommand';
import { simulatorCommand } from './simulatorCommand';

/** The commands by name, each with one line for the overview. */
const COMMANDS: Readonly<Record<string, { readonly summary: string; readonly run: Command }>> = {
  doctor: { summary: 'check everything between the bot and an agent', run: doctorCommand },
  simulator: { summary: 'start a local Genesys Cloud with an agent desk', run: simulatorCommand },
};

/** Runs the command named by the first argument. Resolves with the exit code. */
export async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h') {
    for (const line of overview()) io.out(line);
    return name === undefined ? USAGE_ERROR : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return command.run(rest, io);
  io.error(`Unknown command "${name}". Commands: ${Object.keys(COMMANDS).join(', ')}.`);
  return USAGE_ERROR;
}

function overview(): string[] {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);
  return [
    'Usage: botbuilder-genesys-cloud <command> [options]',
    '',
    'Commands:',
    ...commands,
    '',
    'Options of a command: <command> --help',
  ];
}
