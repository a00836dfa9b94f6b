import { HandoffError } from '../../errors';
import { genesysHosts, regionDomains } from '../../genesys/regions';
import { settingsFromEnvironment } from '../../genesys/settings';
import { type Check, fail, NEEDS_CREDENTIALS, ok, skipped, warn } from './check';

/** What the bot itself would say about its settings. */
export const checkSettings: Check = async ({ env }) => {
  try {
    settingsFromEnvironment({ ...env });
    return [ok('settings', 'complete for web messaging')];
  } catch (error) {
    if (!(error instanceof HandoffError)) throw error;
    return [fail('settings', error.code, error.message)];
  }
};

export const checkRegion: Check = async ({ region, endpoint }) => {
  if (region === undefined && endpoint === undefined) return [skipped('region', 'none is set')];
  try {
    const { api } = genesysHosts({ region, endpoint });
    if (endpoint !== undefined) return [ok('region', `in place of a region: everything goes to ${api}`)];
    const domain = api.replace('https://api.', '');
    if (Object.values(regionDomains).includes(domain)) return [ok('region', domain)];
    const advice =
      'That is fine for a new region or a private one; otherwise compare it with the address you log in to.';
    return [warn('region', `${domain} is not one of the regions known to this version`, advice)];
  } catch (error) {
    if (!(error instanceof HandoffError)) throw error;
    return [fail('region', error.code, error.message)];
  }
};

/** Login and organisation. */
export const checkCredentials: Check = async ({ platform, env }) => {
  if (platform === undefined) {
    const half = env.GENESYSCLOUD_OAUTHCLIENT_ID || env.GENESYSCLOUD_OAUTHCLIENT_SECRET;
    if (half) return [skipped('token', 'region or credentials are incomplete')];
    const advice =
      'Web messaging works without them. They add checked queue names, opening hours, agents on queue and expected waits.';
    return [skipped('token', NEEDS_CREDENTIALS, advice)];
  }
  try {
    const { id, name } = await platform.organization();
    return [ok('token', 'the login accepted the OAuth client'), ok('organization', `${name} (${id})`)];
  } catch (error) {
    if (!(error instanceof HandoffError)) throw error;
    return [fail('token', error.code, error.message), skipped('organization', 'no token')];
  }
};
