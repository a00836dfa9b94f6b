import { type Simulator, startSimulator } from 'botbuilder-genesys-cloud/simulator';
import platformClient from 'purecloud-platform-client-v2';

/**
 * What the simulator grew for look-ups, hours and waits, read by the official SDK's own generated methods: its shapes and
 * paths, not ours.
 */
type Client = typeof platformClient.ApiClient.instance;

const noProxy = process.env.NO_PROXY;
let genesys: Simulator;
let client: Client;
let queueId: string;

beforeAll(async () => {
  process.env.NO_PROXY = '127.0.0.1';
  genesys = await startSimulator({
    queues: ['Support', 'Billing'],
    agents: ['Dana', { name: 'Sam', queues: ['Support'], onQueue: false }],
    administration: {
      estimatedWaitSeconds: { Support: 140 },
      schedules: [
        { name: 'Week', start: '2026-01-05T08:00:00.000', end: '2026-01-05T18:00:00.000', rrule: 'FREQ=DAILY' },
      ],
      scheduleGroups: [{ name: 'Hours', timeZone: 'Europe/Paris', openSchedules: ['Week'] }],
      emergencyGroups: [{ name: 'Red button', enabled: true }],
    },
  });
  queueId = genesys.queues[0]?.id ?? '';
  const ApiClient = platformClient.ApiClient.instance.constructor as new () => Client;
  client = new ApiClient();
  (client as unknown as { config: { live_reload_config: boolean } }).config.live_reload_config = false;
  const { hostname, port } = new URL(genesys.url);
  client.setGateway({ host: hostname, protocol: 'http', port: Number(port) } as never);
  await client.loginClientCredentialsGrant(genesys.oauth.clientId, genesys.oauth.clientSecret);
});

afterAll(async () => {
  if (noProxy === undefined) delete process.env.NO_PROXY;
  else process.env.NO_PROXY = noProxy;
  await genesys.close();
});

it('has queues with members', async () => {
  const routing = new platformClient.RoutingApi(client);
  expect(await routing.getRoutingQueue(queueId)).toMatchObject({
    name: 'Support',
    memberCount: 2,
    joinedMemberCount: 1,
  });
  const members = await routing.getRoutingQueueMembers(queueId);
  expect(members.entities?.map(({ name, joined }) => [name, joined])).toEqual([
    ['Dana', true],
    ['Sam', false],
  ]);
});

it('has skills and languages, by the beginning of their names', async () => {
  const routing = new platformClient.RoutingApi(client);
  expect((await routing.getRoutingSkills({ name: 'inv' })).entities).toMatchObject([{ name: 'invoices' }]);
  expect((await routing.getRoutingLanguages({ name: 'Fr' })).entities).toMatchObject([{ name: 'French' }]);
});

it('estimates waits', async () => {
  const routing = new platformClient.RoutingApi(client);
  const wait = await routing.getRoutingQueueMediatypeEstimatedwaittime(queueId, 'message');
  expect(wait.results).toMatchObject([{ intent: 'MESSAGE', estimatedWaitTimeSeconds: 140 }]);
  expect((await routing.getRoutingQueueEstimatedwaittime(genesys.queues[1]?.id ?? '')).results).toEqual([]);
});

it('observes queues', async () => {
  const analytics = new platformClient.AnalyticsApi(client);
  const seen = await analytics.postAnalyticsQueuesObservationsQuery({
    filter: {
      type: 'and',
      predicates: [{ type: 'dimension', dimension: 'queueId', operator: 'matches', value: queueId }],
    },
    metrics: ['oOnQueueUsers', 'oWaiting'],
  } as never);
  expect(seen.results).toMatchObject([
    { group: { queueId }, data: [{ metric: 'oOnQueueUsers', qualifier: 'IDLE', stats: { count: 1 } }] },
    { group: { queueId, mediaType: 'message' } },
  ]);
  expect(seen.results?.[1]?.data).toBeUndefined();
});

it('has schedules, schedule groups and emergency groups', async () => {
  const architect = new platformClient.ArchitectApi(client);
  const [group] = (await architect.getArchitectSchedulegroups()).entities ?? [];
  expect(group).toMatchObject({ name: 'Hours', timeZone: 'Europe/Paris', openSchedules: [{ name: 'Week' }] });
  const schedule = await architect.getArchitectSchedule(group?.openSchedules?.[0]?.id ?? '');
  expect(schedule).toMatchObject({ name: 'Week', rrule: 'FREQ=DAILY', state: 'active' });
  expect((await architect.getArchitectEmergencygroups()).entities).toMatchObject([
    { name: 'Red button', enabled: true },
  ]);
});

it('has deployments with a flow and domains', async () => {
  const deployments = new platformClient.WebDeploymentsApi(client);
  expect(await deployments.getWebdeploymentsDeployment(genesys.deploymentId)).toMatchObject({
    status: 'Active',
    allowAllDomains: true,
    flow: { name: 'Bot handoff' },
  });
});

it('refuses what the client may not do, and names the permission', async () => {
  genesys.administration.permissions = ['routing:skill:view'];
  try {
    await expect(new platformClient.RoutingApi(client).getRoutingQueues()).rejects.toMatchObject({
      status: 403,
      code: 'missing.any.permissions',
      message: expect.stringContaining('routing:queue:view'),
    });
    await expect(new platformClient.RoutingApi(client).getRoutingSkills()).resolves.toMatchObject({ total: 3 });
  } finally {
    genesys.administration.permissions = undefined;
  }
});
