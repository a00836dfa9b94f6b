import { createRuntime } from '../../../src/runtime/runtime';
import { type WebMessagingSettings, webMessaging } from '../../../src/transports/webMessaging/webMessaging';
import { GuestPeer } from '../../support/guestPeer';
import { RecordingLogger } from '../../support/recordingLogger';
import { SimulatedClock } from '../../support/simulatedClock';

const deploymentId = '0c8d5d6e-55aa-4f5e-9b0d-7a1e3a9c2d41';
const given = (settings: Record<string, unknown>) => () => webMessaging(settings as unknown as WebMessagingSettings);
const failing = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message), retryable: false });

describe('the settings of web messaging', () => {
  it('are complete with a region and a deployment id', () => {
    expect(webMessaging({ region: 'eu_west_1', deploymentId }).name).toBe('webMessaging');
    expect(webMessaging({ region: 'genesys.example.org', deploymentId }).maxTextBytes).toBe(4096);
  });

  it.each<[string, Record<string, unknown>, string, RegExp]>([
    ['a missing deployment id', { region: 'eu_west_1' }, 'settingsMissing', /deploymentId.*Messenger Deployments/],
    ['a malformed deployment id', { region: 'eu_west_1', deploymentId: 'support' }, 'settingsInvalid', /deploymentId/],
    ['a missing region', { deploymentId }, 'settingsMissing', /region.*GENESYSCLOUD_REGION/],
    ['a region nobody knows', { region: 'moon', deploymentId }, 'settingsInvalid', /"moon".*eu_west_1/],
    ['an endpoint that is no URL', { endpoint: 'localhost', deploymentId }, 'settingsInvalid', /endpoint/],
    ['an endpoint by ws://', { endpoint: 'ws://localhost:1', deploymentId }, 'settingsInvalid', /http:\/\//],
    ['a duration that is none', { region: 'eu_west_1', deploymentId, ackTimeoutMs: 'soon' }, 'settingsInvalid', /ackT/],
  ])('name %s and how to get it right', (_name, settings, code, message) => {
    expect(given(settings)).toThrow(failing(code, message));
  });

  it.each(['organizationId', 'deploymentKey', 'orgGuid'])('explain that the web chat of %s is gone', (name) => {
    const settings = { region: 'eu_west_1', deploymentId, [name]: 'something' };
    expect(given(settings)).toThrow(failing('widgetDeploymentRetired', /removed.*Messenger deployment/s));
  });
});

describe('at start', () => {
  let peer: GuestPeer;
  beforeEach(async () => {
    peer = await GuestPeer.start();
  });
  afterEach(() => peer.close());

  async function warnings(answer: (call: Parameters<GuestPeer['onCall']>[0]) => void) {
    peer.onCall = answer;
    const logger = new RecordingLogger();
    const transport = webMessaging({ endpoint: peer.url, deploymentId });
    await transport.start(createRuntime({ logger }));
    await transport.stop();
    return logger.codes('warn');
  }

  const conversations = (more: object) => ({
    status: 'Active',
    messenger: {
      enabled: true,
      apps: {
        conversations: {
          conversationDisconnect: { enabled: true, type: 'ReadOnly' },
          conversationClear: { enabled: true },
          ...more,
        },
      },
    },
  });

  it('a deployment that allows all that is needed is passed in silence', async () => {
    expect(await warnings((call) => call.answer(200, conversations({})))).toEqual([]);
  });

  it.each([
    ['conversationDisconnectOff', conversations({ conversationDisconnect: { enabled: false } })],
    ['conversationClearOff', conversations({ conversationClear: { enabled: false } })],
    ['deploymentInactive', { ...conversations({}), status: 'Inactive' }],
  ])('%s is said', async (code, configuration) => {
    expect(await warnings((call) => call.answer(200, configuration))).toEqual([code]);
  });

  it.each<[string, string, (call: Parameters<GuestPeer['onCall']>[0]) => void]>([
    ['an unknown deployment', 'deploymentNotFound', (call) => call.answer(404, {})],
    ['a failing server', 'configurationUnavailable', (call) => call.answer(503, {})],
    ['an answer that is no JSON', 'configurationUnavailable', (call) => call.answer(200, '<html>')],
  ])('%s is said and survived', async (_name, code, answer) => {
    expect(await warnings(answer)).toEqual([code]);
  });

  it('a configuration that never comes does not hold up the start for ever', async () => {
    peer.onCall = () => {};
    const clock = new SimulatedClock();
    const logger = new RecordingLogger();
    const transport = webMessaging({ endpoint: peer.url, deploymentId });
    const starting = transport.start(createRuntime({ logger, clock }));
    await clock.advance(5_000);
    await starting;
    expect(logger.events).toContainEqual(
      expect.objectContaining({ code: 'configurationUnavailable', reason: 'timeout' }),
    );
    await transport.stop();
  });
});
