import type { GenesysPlatform } from '../../platform/genesysPlatform';
import type { Clock } from '../../runtime/clock';

/** One thing that was looked at. */
export interface CheckResult {
  name: string;
  /** `warn`: handoffs work, something does not. `fail`: they do not. `skipped`: not looked at, `detail` says why. */
  status: 'ok' | 'warn' | 'fail' | 'skipped';
  /** What was found. */
  detail: string;
  /** What to do about it. */
  advice?: string;
}

/** What the checks look at; what is missing or malformed is left out, and one of them says so. */
export interface Patient {
  env: Readonly<Record<string, string | undefined>>;
  region?: string;
  endpoint?: string;
  deploymentId?: string;
  queue?: string;
  scheduleGroup?: string;
  emergencyGroup?: string;
  /** The `Origin` that the bot sends, where the deployment restricts its domains. */
  origin?: string;
  /** Only with credentials that were accepted. */
  platform?: GenesysPlatform;
  clock: Clock;
}

/** Looks at one thing, or a few that one look shows. Never throws for what Genesys or the network does. */
export type Check = (patient: Patient) => Promise<CheckResult[]>;

export const NEEDS_CREDENTIALS =
  'needs working OAuth credentials (GENESYSCLOUD_OAUTHCLIENT_ID, GENESYSCLOUD_OAUTHCLIENT_SECRET)';

export function ok(name: string, detail: string): CheckResult {
  return { name, status: 'ok', detail };
}

export function skipped(name: string, why: string, advice?: string): CheckResult {
  return { name, status: 'skipped', detail: why, ...(advice !== undefined && { advice }) };
}

export function warn(name: string, detail: string, advice: string): CheckResult {
  return { name, status: 'warn', detail, advice };
}

export function fail(name: string, detail: string, advice: string): CheckResult {
  return { name, status: 'fail', detail, advice };
}
