import { HandoffError } from '../errors';

/** What the environment says about Genesys Cloud. Can be handed to `webMessaging` as it is. */
export interface GenesysSettings {
  /** Region key or domain; absent only where `endpoint` is given. */
  region?: string;
  /** One base URL in place of the region's hosts. */
  endpoint?: string;
  /** The Messenger deployment id. */
  deploymentId: string;
  /** Default queue, name or id. */
  queue?: string;
  /** OAuth client credentials; optional for web messaging. */
  oauthClientId?: string;
  /** A secret: never log it. */
  oauthClientSecret?: string;
}

/** What has to be said wherever settings of the removed web chat turn up. */
export const WIDGET_RETIRED_ADVICE =
  'Genesys has removed the web chat widget and its API (JavaScript SDK 259.0.0, August 2026). Create a Messenger deployment instead: ' +
  'Admin > Message > Messenger Configurations (switch on Conversation Disconnect and Conversation Clear), then Admin > Message > Messenger Deployments ' +
  'with an inbound message flow, and give its deployment id (GENESYSCLOUD_DEPLOYMENT_ID). No organization id and no deployment key are needed.';

export const DEPLOYMENT_ID_ADVICE =
  'the id of a Messenger deployment: Genesys Cloud > Admin > Message > Messenger Deployments > your deployment > Deployment ID (a UUID)';

/**
 * Reads the `GENESYSCLOUD_*` variables. Empty ones count as absent. Everything that is missing is named at once, so
 * that nobody fixes settings one error at a time.
 *
 * @example
 * webMessaging(settingsFromEnvironment(process.env))
 *
 * @throws HandoffError `settingsMissing`, or `widgetDeploymentRetired` for variables of the removed web chat
 */
export function settingsFromEnvironment(env: Record<string, string | undefined>): GenesysSettings {
  const read = (name: string) => env[name]?.trim() || undefined;
  const region = read('GENESYSCLOUD_REGION');
  const endpoint = read('GENESYSCLOUD_ENDPOINT');
  const deploymentId = read('GENESYSCLOUD_DEPLOYMENT_ID');
  const oauthClientId = read('GENESYSCLOUD_OAUTHCLIENT_ID');
  const oauthClientSecret = read('GENESYSCLOUD_OAUTHCLIENT_SECRET');

  const retired = ['GENESYSCLOUD_DEPLOYMENT_KEY', 'GENESYSCLOUD_ORG_GUID'].find(read);
  if (retired) {
    throw new HandoffError(
      'widgetDeploymentRetired',
      `${retired} belongs to a web chat widget. ${WIDGET_RETIRED_ADVICE}`,
    );
  }

  const missing: string[] = [];
  if (!region && !endpoint) {
    missing.push(
      'GENESYSCLOUD_REGION (region key such as eu_west_1, or the domain after "apps." in the address you log in to Genesys Cloud with)',
    );
  }
  if (!deploymentId) missing.push(`GENESYSCLOUD_DEPLOYMENT_ID (${DEPLOYMENT_ID_ADVICE})`);
  if (oauthClientId && !oauthClientSecret) {
    missing.push('GENESYSCLOUD_OAUTHCLIENT_SECRET (shown next to the client id under Admin > Integrations > OAuth)');
  }
  if (oauthClientSecret && !oauthClientId) {
    missing.push('GENESYSCLOUD_OAUTHCLIENT_ID (under Admin > Integrations > OAuth, grant type Client Credentials)');
  }
  if (missing.length > 0 || !deploymentId) {
    throw new HandoffError('settingsMissing', `Missing in the environment: ${missing.join('; ')}.`);
  }
  return {
    ...(region && { region }),
    ...(endpoint && { endpoint }),
    deploymentId,
    ...(read('GENESYSCLOUD_QUEUE') && { queue: read('GENESYSCLOUD_QUEUE') }),
    ...(oauthClientId && { oauthClientId, oauthClientSecret }),
  };
}
