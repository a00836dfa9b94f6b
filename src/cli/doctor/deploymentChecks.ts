import { HandoffError } from '../../errors';
import {
  type ConfigurationReading,
  type DeploymentConfiguration,
  deploymentFindings,
  readDeploymentConfiguration,
} from '../../genesys/deploymentConfiguration';
import { asArray, asFilled, asObject } from '../../genesys/json';
import { type Check, type CheckResult, fail, NEEDS_CREDENTIALS, ok, skipped, warn } from './check';

/** The deployment's public configuration: one line a switch. */
export const checkDeployment: Check = async ({ region, endpoint, deploymentId, origin, clock }) => {
  if (deploymentId === undefined) return [skipped('deployment', 'GENESYSCLOUD_DEPLOYMENT_ID is not set')];
  let reading: ConfigurationReading;
  try {
    reading = await readDeploymentConfiguration({ region, endpoint, deploymentId, origin, clock });
  } catch (error) {
    if (!(error instanceof HandoffError)) throw error;
    return [skipped('deployment', 'without a region nobody can be asked')];
  }
  const advice = new Map(deploymentFindings(reading).map((finding) => [finding.code, finding.advice]));
  if (reading.kind !== 'read') {
    return [
      reading.kind === 'notFound'
        ? fail('deployment', `${deploymentId} is not known`, advice.get('deploymentNotFound') ?? '')
        : warn('deployment', `could not be read (${reading.reason})`, advice.get('configurationUnavailable') ?? ''),
    ];
  }
  const inactive = advice.get('deploymentInactive') ?? advice.get('messengerDisabled');
  return [
    inactive === undefined
      ? ok('deployment', `${deploymentId} is published and active`)
      : fail('deployment', `${deploymentId} is not active`, inactive),
    ...switches(reading.configuration, advice),
  ];
};

function switches(configuration: DeploymentConfiguration, advice: ReadonlyMap<string, string>): CheckResult[] {
  const { conversationDisconnect, conversationClear, showUserTypingIndicator, showAgentTypingIndicator, attachments } =
    configuration;
  const disconnect = advice.get('conversationDisconnectOff');
  const clear = advice.get('conversationClearOff');
  return [
    disconnect === undefined
      ? ok('conversation disconnect', `on (${conversationDisconnect})`)
      : fail('conversation disconnect', 'off', disconnect),
    clear === undefined
      ? ok('conversation clear', conversationClear === true ? 'on' : 'not said')
      : warn('conversation clear', 'off', clear),
    toggle('typing of the user', showUserTypingIndicator, 'agents do not see that the user types'),
    toggle('typing of the agent', showAgentTypingIndicator, 'users do not see that an agent types'),
    toggle('attachments', attachments, 'files cannot be sent over this deployment'),
  ];
}

function toggle(name: string, on: boolean | undefined, otherwise: string): CheckResult {
  if (on === undefined) return ok(name, 'not said by the configuration');
  if (on) return ok(name, 'on');
  return warn(name, `off: ${otherwise}`, 'Switch it on, if you want it: Admin > Message > Messenger Configurations.');
}

/** What only the platform API shows: the flow behind the deployment, and the domains that may use it. */
export const checkDeploymentRouting: Check = async ({ platform, deploymentId, origin }) => {
  const flow = 'inbound message flow';
  const domains = 'allowed domains';
  if (platform === undefined || deploymentId === undefined) {
    const why = platform === undefined ? NEEDS_CREDENTIALS : 'GENESYSCLOUD_DEPLOYMENT_ID is not set';
    return [skipped(flow, why), skipped(domains, why)];
  }
  try {
    const path = '/webdeployments/deployments/{id}';
    const permission = 'webDeployments:deployment:view';
    const json = asObject(
      await platform.client.call({ method: 'GET', path, params: { id: deploymentId }, permission }),
    );
    const flowName = asFilled(asObject(json?.flow)?.name) ?? asFilled(asObject(json?.flow)?.id);
    return [
      flowName === undefined
        ? fail(
            flow,
            'none is attached to the deployment',
            'Nothing routes the conversations. Publish samples/architect in Architect and choose it: Admin > Message > Messenger Deployments > your deployment > Select your Architect Flow.',
          )
        : ok(flow, `"${flowName}" is attached (whether it reads the attributes shows --live)`),
      domainResult(domains, json, origin),
    ];
  } catch (error) {
    if (!(error instanceof HandoffError)) throw error;
    return [skipped(flow, error.code, error.message), skipped(domains, error.code)];
  }
};

function domainResult(
  name: string,
  json: Record<string, unknown> | undefined,
  origin: string | undefined,
): CheckResult {
  const allowed = asArray(json?.allowedDomains).flatMap((domain) => asFilled(domain) ?? []);
  if (json?.allowAllDomains === true || allowed.length === 0) return ok(name, 'all');
  const host = origin?.replace(/^[a-z]+:\/\//i, '').replace(/[:/].*$/, '');
  if (host !== undefined && allowed.includes(host)) return ok(name, `${host} is one of ${allowed.length}`);
  return fail(
    name,
    `only ${allowed.join(', ')}${host === undefined ? '; the bot sends no origin' : `, not ${host}`}`,
    `Give webMessaging({ origin: 'https://${allowed[0]}' }) (and --origin here), or allow all domains in the deployment.`,
  );
}
