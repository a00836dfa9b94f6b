import { parseArgs } from 'node:util';
import { type Simulator, startSimulator } from '../simulator';
import { type CommandIo, USAGE_ERROR } from './command';
import { errorCode, errorText } from './errorText';

/** Where the simulator listens unless told otherwise: a fixed port, because settings of other programs name it. */
export const DEFAULT_PORT = 7070;

const HELP = `Usage: botbuilder-genesys-cloud simulator [options]

Starts a local Genesys Cloud: the web messaging guest API, the part of the platform
API that a handoff uses, and an agent desk, all below one address.

Options:
  --port <number>   port to listen on; 0 = any free one (default ${DEFAULT_PORT})
  --host <name>     host to listen on (default 127.0.0.1; there is no password)
  --help            show this`;

/** `botbuilder-genesys-cloud simulator`: runs until it is stopped. */
export async function simulatorCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const options = readOptions(args);
  if (options.kind === 'help') {
    io.out(HELP);
    return 0;
  }
  if (options.kind === 'wrong') {
    io.error(options.reason);
    io.error('See: botbuilder-genesys-cloud simulator --help');
    return USAGE_ERROR;
  }
  const stopped = io.stopped();
  let simulator: Simulator;
  try {
    simulator = await startSimulator({ host: options.host, port: options.port });
  } catch (error) {
    io.error(cannotListen(error, options));
    return 1;
  }
  for (const line of greeting(simulator)) io.out(line);
  await stopped;
  await simulator.close();
  return 0;
}

type Options = { kind: 'help' } | { kind: 'wrong'; reason: string } | { kind: 'start'; host: string; port: number };

function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: String(DEFAULT_PORT) },
        host: { type: 'string', default: '127.0.0.1' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
    if (!(port <= 65_535))
      return { kind: 'wrong', reason: `--port must be a number from 0 to 65535, not "${values.port}".` };
    if (values.host === '') return { kind: 'wrong', reason: '--host must not be empty.' };
    return { kind: 'start', host: values.host, port };
  } catch (error) {
    // parseArgs names the option it does not know, or the value that is missing.
    return { kind: 'wrong', reason: errorText(error) ?? 'The options were not understood.' };
  }
}

function cannotListen(error: unknown, { host, port }: { host: string; port: number }): string {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} on ${host} is taken. Choose another with --port, or --port 0 for any free one.`,
    EACCES: `Port ${port} on ${host} may not be used by this user. Choose one above 1023 with --port.`,
    EADDRNOTAVAIL: `This machine has no address ${host}. Leave --host out to listen on 127.0.0.1.`,
    ENOTFOUND: `The host ${host} is unknown. Leave --host out to listen on 127.0.0.1.`,
  };
  return reasons[errorCode(error) ?? ''] ?? `The simulator could not start: ${errorText(error) ?? 'unknown reason'}`;
}

function greeting(simulator: Simulator): string[] {
  return [
    'Genesys Cloud simulator is running. Stop it with Ctrl+C.',
    '',
    `  Agent desk   ${simulator.deskUrl}`,
    `  Queues       ${simulator.queues.map((queue) => queue.name).join(', ')}`,
    `  Agents       ${simulator.agents.map((agent) => agent.name).join(', ')}`,
    '',
    'Settings for a bot:',
    '',
    `  GENESYSCLOUD_ENDPOINT=${simulator.url}`,
    `  GENESYSCLOUD_DEPLOYMENT_ID=${simulator.deploymentId}`,
    `  GENESYSCLOUD_OAUTHCLIENT_ID=${simulator.oauth.clientId}`,
    `  GENESYSCLOUD_OAUTHCLIENT_SECRET=${simulator.oauth.clientSecret}`,
  ];
}
