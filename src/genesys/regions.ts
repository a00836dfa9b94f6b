import { HandoffError } from '../errors';

/**
 * Domains by region key, as the platform SDK names them. Only a convenience: any domain is accepted, because Genesys
 * adds regions faster than packages are published.
 * Source: purecloud-platform-client-v2 `PureCloudRegionHosts` (2026-11).
 */
export const regionDomains: Readonly<Record<string, string>> = {
  us_east_1: 'mypurecloud.com',
  us_east_2: 'use2.us-gov-pure.cloud',
  us_west_2: 'usw2.pure.cloud',
  ca_central_1: 'cac1.pure.cloud',
  mx_central_1: 'mxc1.pure.cloud',
  sa_east_1: 'sae1.pure.cloud',
  eu_west_1: 'mypurecloud.ie',
  eu_west_2: 'euw2.pure.cloud',
  eu_central_1: 'mypurecloud.de',
  eu_central_2: 'euc2.pure.cloud',
  eusc_de_east_1: 'edee1.eusc-pure.cloud',
  ap_southeast_1: 'apse1.pure.cloud',
  ap_southeast_2: 'mypurecloud.com.au',
  ap_northeast_1: 'mypurecloud.jp',
  ap_northeast_2: 'apne2.pure.cloud',
  ap_northeast_3: 'apne3.pure.cloud',
  ap_south_1: 'aps1.pure.cloud',
  me_central_1: 'mec1.pure.cloud',
};

/** Where Genesys' services are: base URLs without a slash at the end. */
export interface GenesysHosts {
  /** `…/v1` is the guest WebSocket. */
  webMessaging: string;
  /** `…/api/v2/…`. */
  api: string;
  /** `…/oauth/token`. */
  login: string;
  /** `…/webdeployments/v1/deployments/<id>/config.json`. */
  cdn: string;
}

const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

/**
 * The domain of a region: a key (`eu_west_1`, also `eu-west-1`) or a domain (`mypurecloud.ie`; the address of one of
 * its services, such as `https://api.mypurecloud.ie`, is understood too).
 *
 * @throws HandoffError `settingsInvalid`
 */
export function regionDomain(region: string): string {
  const text = region.trim().toLowerCase();
  const known = regionDomains[text.replace(/-/g, '_')];
  if (known) return known;
  const domain = text
    .replace(/^(https?|wss?):\/\//, '')
    .replace(/\/.*$/, '')
    .replace(/^(api|login|apps|webmessaging|api-cdn)\./, '');
  if (DOMAIN.test(domain)) return domain;
  throw new HandoffError(
    'settingsInvalid',
    `region "${region}" is neither a region key (${Object.keys(regionDomains).join(', ')}) nor a domain such as mypurecloud.ie. ` +
      'The domain stands in the address you log in to Genesys Cloud with: apps.<domain>.',
  );
}

/**
 * Every host that is spoken to. With an `endpoint` (a simulator, a gateway) all of them are below that one base URL,
 * otherwise they are hosts of the region's domain.
 *
 * @throws HandoffError `settingsMissing` when neither is given, `settingsInvalid` when one is malformed
 */
export function genesysHosts(settings: { region?: string; endpoint?: string }): GenesysHosts {
  if (settings.endpoint) {
    const base = endpointBase(settings.endpoint);
    return { webMessaging: base.replace(/^http/, 'ws'), api: base, login: base, cdn: base };
  }
  if (!settings.region) {
    throw new HandoffError(
      'settingsMissing',
      'region is missing (GENESYSCLOUD_REGION): the region key of your Genesys Cloud organization, such as eu_west_1, or its domain, ' +
        'such as mypurecloud.ie. It stands in the address you log in with: apps.<domain>.',
    );
  }
  const domain = regionDomain(settings.region);
  return {
    webMessaging: `wss://webmessaging.${domain}`,
    api: `https://api.${domain}`,
    login: `https://login.${domain}`,
    cdn: `https://api-cdn.${domain}`,
  };
}

function endpointBase(endpoint: string): string {
  const invalid = (why: string) =>
    new HandoffError(
      'settingsInvalid',
      `endpoint (GENESYSCLOUD_ENDPOINT) ${why}. It is one base URL such as http://127.0.0.1:8080 or https://gateway.example.com/genesys, ` +
        'with /v1, /api/v2, /oauth/token and /webdeployments/v1 below it.',
    );
  let url: URL;
  try {
    url = new URL(endpoint.trim());
  } catch {
    throw invalid('is not a URL');
  }
  if (url.protocol === 'ws:' || url.protocol === 'wss:') {
    throw invalid('must begin with http:// or https://; the WebSocket address is derived from it');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw invalid('must begin with http:// or https://');
  if (url.username || url.password) throw invalid('must not hold a user name or password');
  if (url.search || url.hash) throw invalid('must not have a query or fragment');
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
