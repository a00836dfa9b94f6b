import { genesysHosts, regionDomain } from '../../src/genesys/regions';
import { settingsFromEnvironment } from '../../src/genesys/settings';
import { webMessaging } from '../../src/transports/webMessaging/webMessaging';

const GENESYSCLOUD_DEPLOYMENT_ID = '0c8d5d6e-55aa-4f5e-9b0d-7a1e3a9c2d41';

describe('settings from the environment', () => {
  it('can be handed to the transport as they are', () => {
    const settings = settingsFromEnvironment({
      GENESYSCLOUD_REGION: 'eu_west_1',
      GENESYSCLOUD_DEPLOYMENT_ID,
      GENESYSCLOUD_QUEUE: 'Support',
      GENESYSCLOUD_OAUTHCLIENT_ID: 'id',
      GENESYSCLOUD_OAUTHCLIENT_SECRET: 'secret',
    });
    expect(settings).toEqual({
      region: 'eu_west_1',
      deploymentId: GENESYSCLOUD_DEPLOYMENT_ID,
      queue: 'Support',
      oauthClientId: 'id',
      oauthClientSecret: 'secret',
    });
    expect(webMessaging(settings).name).toBe('webMessaging');
  });

  it('need no region where an endpoint is given', () => {
    const env = { GENESYSCLOUD_ENDPOINT: 'http://127.0.0.1:8080', GENESYSCLOUD_DEPLOYMENT_ID };
    expect(settingsFromEnvironment(env)).toEqual({
      endpoint: 'http://127.0.0.1:8080',
      deploymentId: GENESYSCLOUD_DEPLOYMENT_ID,
    });
  });

  it('name everything that is missing at once', () => {
    const env = { GENESYSCLOUD_REGION: ' ', GENESYSCLOUD_OAUTHCLIENT_ID: 'id' };
    expect(() => settingsFromEnvironment(env)).toThrow(
      expect.objectContaining({
        code: 'settingsMissing',
        message: expect.stringMatching(
          /GENESYSCLOUD_REGION.*GENESYSCLOUD_DEPLOYMENT_ID.*GENESYSCLOUD_OAUTHCLIENT_SECRET/,
        ),
      }),
    );
  });

  it('of a web chat widget are answered with what to create instead', () => {
    const env = { GENESYSCLOUD_REGION: 'eu_west_1', GENESYSCLOUD_DEPLOYMENT_KEY: 'key' };
    expect(() => settingsFromEnvironment(env)).toThrow(
      expect.objectContaining({
        code: 'widgetDeploymentRetired',
        message: expect.stringMatching(/Messenger deployment/),
      }),
    );
  });
});

describe('regions and hosts', () => {
  it.each([
    ['eu_west_1', 'mypurecloud.ie'],
    ['EU-WEST-1', 'mypurecloud.ie'],
    ['mypurecloud.com.au', 'mypurecloud.com.au'],
    ['https://api.euw2.pure.cloud', 'euw2.pure.cloud'],
    ['apps.new-region.pure.cloud', 'new-region.pure.cloud'],
  ])('%s is %s', (region, domain) => {
    expect(regionDomain(region)).toBe(domain);
  });

  it.each(['', 'moon', 'not a domain.com', 'http://'])('"%s" is refused', (region) => {
    expect(() => regionDomain(region)).toThrow(expect.objectContaining({ code: 'settingsInvalid' }));
  });

  it('a region has a host for each service', () => {
    expect(genesysHosts({ region: 'eu_central_1' })).toEqual({
      webMessaging: 'wss://webmessaging.mypurecloud.de',
      api: 'https://api.mypurecloud.de',
      login: 'https://login.mypurecloud.de',
      cdn: 'https://api-cdn.mypurecloud.de',
    });
  });

  it('an endpoint has everything below it, its path included', () => {
    expect(genesysHosts({ region: 'eu_central_1', endpoint: 'https://gateway.example.test/genesys/' })).toEqual({
      webMessaging: 'wss://gateway.example.test/genesys',
      api: 'https://gateway.example.test/genesys',
      login: 'https://gateway.example.test/genesys',
      cdn: 'https://gateway.example.test/genesys',
    });
  });

  it.each([
    'localhost:8080',
    'ftp://x',
    'http://x/?a=b',
    'http://user:pw@x',
  ])('the endpoint "%s" is refused', (endpoint) => {
    expect(() => genesysHosts({ endpoint })).toThrow(expect.objectContaining({ code: 'settingsInvalid' }));
  });
});
