import { readFileSync } from 'node:fs';
import { parseArgs, parseEnv } from 'node:util';
import { platformFromEnvironment } from '../platform/genesysPlatform';
import { systemClock } from '../runtime/clock';
import { silentLogger } from '../runtime/logger';
import { type CommandIo, USAGE_ERROR } from './command';
import type { Check, CheckResult, Patient } from './doctor/check';
import { checkDeployment, checkDeploymentRouting } from './doctor/deploymentChecks';
import { checkLive } from './doctor/liveCheck';
import { checkPermissions } from './doctor/permissionChecks';
import { checkHours, checkQueue } from './doctor/routingChecks';
import { checkCredentials, checkRegion, checkSettings } from './doctor/settingsChecks';

const HELP = `Usage: botbuilder-genesys-cloud doctor [options]

Reads the same settings as the bot and looks at everything between it and an agent:
settings, region, token, permissions, deployment, flow, queue, schedule. It changes nothing.

Options:
  --live            make one real test conversation and close it
  --env <file>      read settings from a file such as .env; what the environment sets wins
  --origin <url>    the origin that the bot sends, where the deployment restricts its domains
  --json            for machines: { "ok": …, "checks": [ … ] }
  --help            show this

Exit code: 0 when nothing failed (warnings are no failure), 1 when something did, 2 for wrong options.`;

const CHECKS: readonly Check[] = [
  checkSettings,
  checkRegion,
  checkCredentials,
  checkPermissions,
  checkDeployment,
  checkDeploymentRouting,
  checkQueue,
  checkHours,
];

const MARKS: Readonly<Record<CheckResult['status'], string>> = {
  ok: 'ok  ',
  warn: 'warn',
  fail: 'FAIL',
  skipped: '-   ',
};

type Environment = Readonly<Record<string, string | undefined>>;

/** `botbuilder-genesys-cloud doctor`. */
export async function doctorCommand(
  args: readonly string[],
  io: CommandIo,
  environment: Environment = process.env,
): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    io.error(options);
    io.error('See: botbuilder-genesys-cloud doctor --help');
    return USAGE_ERROR;
  }
  if (options.help) {
    io.out(HELP);
    return 0;
  }
  let env: Environment;
  try {
    env = options.env === undefined ? environment : { ...fileSettings(options.env), ...filled(environment) };
  } catch {
    io.error(`The file ${options.env} cannot be read.`);
    return USAGE_ERROR;
  }
  const patient = patientFrom(env, options.origin);
  const checks = options.live ? [...CHECKS, checkLive] : CHECKS;
  const results: CheckResult[] = [];
  for (const check of checks) {
    const found = await check(patient);
    results.push(...found);
    // Credentials that are refused would be refused by every later check too: one line says why, the others that they need them.
    if (found.some(({ name, status }) => name === 'token' && status === 'fail')) patient.platform = undefined;
    if (!options.json) for (const result of found) for (const line of linesOf(result)) io.out(line);
  }
  const failed = results.filter(({ status }) => status === 'fail').length;
  if (options.json) io.out(JSON.stringify({ ok: failed === 0, checks: results }, undefined, 2));
  else io.out(summary(results, failed));
  return failed === 0 ? 0 : 1;
}

function patientFrom(env: Environment, origin: string | undefined): Patient {
  const read = (name: string) => env[name]?.trim() || undefined;
  const patient: Patient = {
    env,
    region: read('GENESYSCLOUD_REGION'),
    endpoint: read('GENESYSCLOUD_ENDPOINT'),
    deploymentId: read('GENESYSCLOUD_DEPLOYMENT_ID'),
    queue: read('GENESYSCLOUD_QUEUE'),
    scheduleGroup: read('GENESYSCLOUD_SCHEDULE_GROUP'),
    emergencyGroup: read('GENESYSCLOUD_EMERGENCY_GROUP'),
    origin,
    clock: systemClock,
  };
  try {
    patient.platform = platformFromEnvironment({ ...env }, { logger: silentLogger });
  } catch {
    // The settings check has said what is wrong with them.
  }
  return patient;
}

function linesOf({ name, status, detail, advice }: CheckResult): string[] {
  const line = `${MARKS[status]} ${name}: ${detail}`;
  return advice === undefined ? [line] : [line, `       ${advice}`];
}

function summary(results: readonly CheckResult[], failed: number): string {
  const warned = results.filter(({ status }) => status === 'warn').length;
  const skippedCount = results.filter(({ status }) => status === 'skipped').length;
  const verdict =
    failed === 0 ? 'Nothing stands in the way of a handoff.' : 'Something stands in the way: see FAIL above.';
  return `\n${verdict} ${failed} failed, ${warned} to look at, ${skippedCount} not looked at.`;
}

function fileSettings(path: string): Environment {
  return parseEnv(readFileSync(path, 'utf8')) as Environment;
}

function filled(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
}

interface Options {
  json: boolean;
  live: boolean;
  help: boolean;
  env?: string;
  origin?: string;
}

function readOptions(args: readonly string[]): Options | string {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        live: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        env: { type: 'string' },
        origin: { type: 'string' },
      },
    }).values as Options;
  } catch (error) {
    return error instanceof Error ? error.message : 'The options were not understood.';
  }
}
