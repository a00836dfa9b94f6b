import platformClient from 'purecloud-platform-client-v2';
import { type Simulator, startSimulator } from '../../src/simulator';

/** The SDK's HTTP client obeys proxy variables even for 127.0.0.1 unless told otherwise. */
const proxyBefore = process.env.NO_PROXY;
let simulator: Simulator;

beforeAll(async () => {
  process.env.NO_PROXY = '127.0.0.1';
  simulator = await startSimulator({ queues: ['Support', 'Billing'] });
});

afterAll(async () => {
  if (proxyBefore === undefined) delete process.env.NO_PROXY;
  else process.env.NO_PROXY = proxyBefore;
  await simulator.close();
});

describe('the platform SDK, pointed at the simulator by setGateway', () => {
  it('logs in, names the organisation and lists the queues', async () => {
    const ApiClient = platformClient.ApiClient.instance
      .constructor as new () => typeof platformClient.ApiClient.instance;
    const client = new ApiClient();
    (client as unknown as { config: { live_reload_config: boolean } }).config.live_reload_config = false;
    const { hostname, port } = new URL(simulator.url);
    client.setGateway({ host: hostname, protocol: 'http', port: Number(port) } as never);
    await client.loginClientCredentialsGrant(simulator.oauth.clientId, simulator.oauth.clientSecret);

    expect(await new platformClient.OrganizationApi(client).getOrganizationsMe()).toMatchObject({
      name: 'Simulated organization',
    });
    const queues = await new platformClient.RoutingApi(client).getRoutingQueues({ name: 'bill*' });
    expect(queues.entities?.map((queue) => queue.name)).toEqual(['Billing']);
    await expect(new platformClient.RoutingApi(client).getRoutingQueue('unknown')).rejects.toMatchObject({
      status: 404,
    });
  });
});
