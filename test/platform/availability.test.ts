import { type GenesysCloudHandoffOptions, type GenesysPlatform, genesysPlatform } from 'botbuilder-genesys-cloud';
import type { Simulator, SimulatorOptions } from 'botbuilder-genesys-cloud/simulator';
import { type Gateway, startGateway } from '../support/gateway';
import { startGenesys } from '../support/genesys';
import { TestBot } from '../support/testBot';

let genesys: Simulator;
let gateway: Gateway;
let platform: GenesysPlatform;
let bot: TestBot;

/** The platform's clock, for the hours: a Monday, ten o'clock in Paris. */
let nowMs = 0;
const clock = { now: () => nowMs, schedule: () => () => {} };

async function start(
  options: Partial<GenesysCloudHandoffOptions> | ((platform: GenesysPlatform) => Partial<GenesysCloudHandoffOptions>),
  simulator: SimulatorOptions = {},
): Promise<void> {
  genesys = await startGenesys(simulator);
  gateway = await startGateway(genesys.url);
  nowMs = Date.parse('2026-11-23T09:00:00Z');
  platform = genesysPlatform({ endpoint: gateway.url, ...genesys.oauth, clock, timeoutMs: 2_000 });
  bot = await TestBot.start({ genesys, options: typeof options === 'function' ? options(platform) : options });
}

afterEach(async () => {
  await bot.stop();
  await gateway.close();
  await genesys.close();
});

/** Anew for every test, as tests change it. */
const hours = (): SimulatorOptions => ({
  administration: {
    schedules: [
      {
        name: 'Work week',
        start: '2026-01-05T08:00:00.000',
        end: '2026-01-05T18:00:00.000',
        rrule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
      },
      { name: 'Founding day', start: '2026-11-24T00:00:00.000', end: '2026-11-25T00:00:00.000' },
      {
        name: 'Old plan',
        start: '2026-01-05T00:00:00.000',
        end: '2026-01-06T00:00:00.000',
        rrule: 'FREQ=DAILY',
        state: 'inactive',
      },
    ],
    scheduleGroups: [
      {
        name: 'Support hours',
        timeZone: 'Europe/Paris',
        openSchedules: ['Work week', 'Old plan'],
        holidaySchedules: ['Founding day', 'Deleted long ago'],
      },
    ],
    emergencyGroups: [{ name: 'Red button', enabled: false }],
  },
});

describe('the operator’s switch', () => {
  it('refuses at run time, tells the user, opens nothing, and lets handoffs begin again', async () => {
    await start({});
    bot.handoff.setEnabled(false);
    const user = await bot.user();
    await user.say('agent help');
    await user.hears('outcome: disabled by system');
    expect(user.heard).toContain('Sorry, our agents cannot be reached by chat at the moment.');
    expect(bot.outcomes).toMatchObject([{ kind: 'disabled', humanReached: false, undelivered: [] }]);
    expect(genesys.conversations()).toEqual([]);
    bot.handoff.setEnabled(true);
    await user.say('agent help');
    await genesys.waitForConversation();
  });

  it('may be a function that is asked at every handoff', async () => {
    let on = false;
    await start({ availability: { enabled: async () => on } });
    const user = await bot.user();
    await user.say('agent help');
    await user.hears('outcome: disabled by system');
    on = true;
    await user.say('agent help');
    await genesys.waitForConversation();
  });

  it('that fails hands over, or refuses where the author says so', async () => {
    const enabled = () => Promise.reject(new Error('flag service down'));
    await start({ availability: { enabled } });
    await (await bot.user()).say('agent help');
    await genesys.waitForConversation();
    expect(bot.logs).toContainEqual(expect.objectContaining({ code: 'availabilityNotChecked', check: 'enabled' }));
    await bot.stop();
    bot = await TestBot.start({ genesys, options: { availability: { enabled, onCheckFailed: 'refuse' } } });
    const user = await bot.user();
    await user.say('agent help');
    await user.hears('outcome: failed by system');
    expect(bot.outcomes).toMatchObject([{ kind: 'failed', error: { code: 'availabilityUnknown' } }]);
  });

  it('takes no call to Genesys', async () => {
    await start((one) => ({ platform: one, availability: { enabled: false } }));
    const user = await bot.user();
    await user.say('agent help');
    await user.hears('outcome: disabled by system');
    expect(gateway.calls).toEqual([]);
  });
});

describe('opening hours', () => {
  const withHours = (one: GenesysPlatform) => ({
    platform: one,
    availability: { scheduleGroup: 'support hours', emergencyGroup: 'Red button' },
  });

  it('let a handoff begin while the line is open', async () => {
    await start(withHours, hours());
    await (await bot.user()).say('agent help');
    await genesys.waitForConversation();
  });

  it.each<[string, object, string]>([
    ['2026-11-23T05:00:00Z', { because: 'noSchedule' }, 'before eight'],
    ['2026-11-24T09:00:00Z', { because: 'holiday', schedule: 'Founding day' }, 'on a holiday'],
  ])('refuse at %s with %j: %s', async (instant, outcome) => {
    await start(withHours, hours());
    nowMs = Date.parse(instant);
    const user = await bot.user();
    await user.say('agent help');
    await user.hears('outcome: outsideHours by system');
    expect(user.heard).toContain('Sorry, our agents are not there at this time.');
    expect(bot.outcomes).toMatchObject([{ kind: 'outsideHours', ...outcome }]);
    expect(genesys.conversations()).toEqual([]);
  });

  it('give way to the emergency group', async () => {
    await start(withHours, hours());
    genesys.administration.emergencyGroups[0]!.enabled = true;
    const user = await bot.user();
    await user.say('agent help');
    await user.hears('outcome: outsideHours by system');
    expect(bot.outcomes).toMatchObject([{ because: 'emergency', schedule: 'Red button' }]);
  });

  it('are remembered for a minute, and read anew after it', async () => {
    await start(withHours, hours());
    await platform.openingNow({ scheduleGroup: 'Support hours' });
    const before = gateway.calls.length;
    await platform.openingNow({ scheduleGroup: 'Support hours' });
    expect(gateway.calls).toHaveLength(before);
    genesys.administration.schedules[0]!.end = '2026-01-05T09:00:00.000';
    nowMs += 61_000;
    await expect(platform.openingNow({ scheduleGroup: 'Support hours' })).resolves.toMatchObject({ open: false });
  });

  it.each([
    ['Genesys fails', () => genesys.levers.failPlatform(500, 99), 'platformUnavailable'],
    [
      'a permission is missing',
      () => {
        genesys.administration.permissions = ['routing:queue:view'];
      },
      'permissionMissing',
    ],
    [
      'the group is not there',
      () => {
        genesys.administration.scheduleGroups = [];
      },
      'notFound',
    ],
    [
      'the zone is none',
      () => {
        genesys.administration.scheduleGroups[0]!.timeZone = 'Mars/Olympus';
      },
      'platformRefused',
    ],
    [
      'the rule cannot be read',
      () => {
        genesys.administration.schedules[0]!.rrule = 'FREQ=NEVER';
      },
      'platformRefused',
    ],
  ])('do not block a handoff when %s', async (_why, breakIt, error) => {
    await start(withHours, hours());
    breakIt();
    await (await bot.user()).say('agent help');
    await genesys.waitForConversation();
    expect(bot.logs).toContainEqual(expect.objectContaining({ code: 'availabilityNotChecked', check: 'hours', error }));
  });

  it('that cannot be checked block it where the author says so, with the reason', async () => {
    await start(
      (one) => ({ platform: one, availability: { scheduleGroup: 'Suport hours', onCheckFailed: 'refuse' } }),
      hours(),
    );
    const user = await bot.user();
    await user.say('agent help');
    await user.hears('outcome: failed by system');
    expect(bot.outcomes).toMatchObject([
      { kind: 'failed', error: { code: 'notFound', message: expect.stringContaining('"Support hours"') } },
    ]);
  });

  it('that are never answered do not hold the user up for longer than checkTimeout', async () => {
    await start((one) => ({ ...withHours(one), checkTimeout: 100 }), hours());
    gateway.intercept('/api/v2/architect', undefined, 9);
    await (await bot.user()).say('agent help');
    await genesys.waitForConversation();
    expect(bot.logs).toContainEqual(expect.objectContaining({ code: 'availabilityNotChecked', check: 'all' }));
  });

  it('need credentials, which is said at once', async () => {
    await start({});
    await expect(
      TestBot.start({ genesys, options: { availability: { scheduleGroup: 'Support hours' } } }),
    ).rejects.toMatchObject({
      code: 'settingsMissing',
      message: expect.stringContaining('availability.scheduleGroup'),
    });
  });
});

describe('agents on queue', () => {
  const withAgents = (one: GenesysPlatform) => ({ platform: one, availability: { requireAgents: true } });

  it('are looked for in the handoff’s own queue', async () => {
    await start(withAgents, { agents: [{ name: 'Dana', queues: ['Billing'] }] });
    const user = await bot.user();
    await user.say('agent help');
    await user.hears('outcome: noAgents by system');
    expect(user.heard).toContain('Sorry, no agent is available right now.');
    expect(genesys.conversations()).toEqual([]);
  });

  it('count also while they are busy', async () => {
    await start(withAgents, { agents: ['Dana'] });
    const first = await bot.user();
    await first.say('agent help');
    genesys.agent('Dana').accept(await genesys.waitForConversation());
    nowMs += 11_000;
    await (await bot.user()).say('agent me too');
    await genesys.waitForConversation();
  });

  it('do not count when they have left the queue', async () => {
    await start(withAgents, { agents: ['Dana'] });
    genesys.agent('Dana').setOnQueue(false);
    const user = await bot.user();
    await user.say('agent help');
    await user.hears('outcome: noAgents by system');
  });

  it('do not block a handoff when the permission is missing', async () => {
    await start(withAgents, { agents: [], administration: { permissions: ['routing:queue:view'] } });
    await (await bot.user()).say('agent help');
    await genesys.waitForConversation();
    expect(bot.logs).toContainEqual(
      expect.objectContaining({
        code: 'availabilityNotChecked',
        advice: expect.stringContaining('analytics:queueObservation:view'),
      }),
    );
  });
});

describe('routing that is checked before the start', () => {
  it('is an outcome for a wrong name, with the near miss, and nothing is opened', async () => {
    await start((one) => ({ platform: one, defaults: { skills: ['invoice'] } }));
    const user = await bot.user();
    await user.say('agent help');
    await user.hears('outcome: failed by system');
    expect(bot.outcomes).toMatchObject([
      { kind: 'failed', error: { code: 'skillUnknown', message: expect.stringContaining('"invoices"') } },
    ]);
    expect(user.heard).toContain('Sorry, the connection to our agents did not work.');
    expect(genesys.conversations()).toEqual([]);
  });

  it('arrives as Genesys writes it', async () => {
    await start((one) => ({ platform: one, defaults: { skills: ['CARDS'], language: 'fr', priority: 5 } }), {
      queues: ['SUPPORT'],
    });
    await (await bot.user()).say('agent help');
    const conversation = await genesys.waitForConversation();
    expect(conversation.attributes).toEqual({ queue: 'SUPPORT', skills: 'cards', language: 'French', priority: '5' });
  });

  it.each([
    ['Genesys fails', () => genesys.levers.failPlatform(500, 99)],
    ['the credentials are wrong', () => genesys.levers.failOAuth(400, 99)],
    [
      'nothing may be seen',
      () => {
        genesys.administration.permissions = [];
      },
    ],
  ])('does not block a handoff when %s', async (_why, breakIt) => {
    await start((one) => ({ platform: one, defaults: { queue: 'Support' } }));
    breakIt();
    await (await bot.user()).say('agent help');
    await expect(genesys.waitForConversation({ queue: 'Support' })).resolves.toBeDefined();
    expect(bot.logs.map(({ code }) => code)).toContain('routingNotChecked');
  });

  it('stops in the middle of a check without waiting for it', async () => {
    await start((one) => ({ platform: one }));
    gateway.intercept('/api/v2/routing', undefined);
    const user = await bot.user();
    const said = user.say('agent help');
    await until(() => gateway.calls.some((call) => call.includes('/routing/')));
    platform.stop();
    await said;
    await genesys.waitForConversation();
  });
});

describe('the expected wait', () => {
  it('is told before the handoff, in minutes', async () => {
    await start((one) => ({ platform: one, showEstimatedWait: true }), {
      administration: { estimatedWaitSeconds: { Support: 140 } },
    });
    const user = await bot.user();
    await user.say('agent help');
    await user.hears(/You are in the queue/);
    expect(user.heard).toEqual(['The expected wait is about 3 min.', expect.stringMatching(/You are in the queue/)]);
    await expect(bot.handoff.estimatedWait('support')).resolves.toBe(140);
  });

  it('is not told where there is none, or where it cannot be asked', async () => {
    await start((one) => ({ platform: one, showEstimatedWait: true }));
    const user = await bot.user();
    await user.say('agent help');
    await user.hears(/You are in the queue/);
    expect(user.heard).toHaveLength(1);
    await expect(bot.handoff.estimatedWait('Support')).resolves.toBeUndefined();
    genesys.administration.permissions = [];
    nowMs += 400_000;
    await expect(bot.handoff.estimatedWait('Support')).resolves.toBeUndefined();
    await expect(bot.handoff.estimatedWait()).resolves.toBeUndefined();
  });
});

it('refuses a handoff that was asked for by event too, and the bot hears of it', async () => {
  await start({});
  bot.handoff.setEnabled(false);
  const user = await bot.user();
  await user.say('event help');
  await until(() => bot.turns.includes('event:handoff.status failed'));
  expect(bot.logs).toContainEqual(expect.objectContaining({ code: 'handoffRefused', why: 'disabled' }));
  expect(genesys.conversations()).toEqual([]);
});

it('asks nobody about agents where no queue is named', async () => {
  await start((one) => ({ platform: one, availability: { requireAgents: true } }), { agents: [] });
  const user = await bot.user();
  await user.say('event help');
  await genesys.waitForConversation();
  expect(gateway.calls.filter((call) => /queues/.test(call))).toEqual([]);
});

it('lists the queues for a bot that lets the user choose, and needs credentials for it', async () => {
  await start((one) => ({ platform: one }), { queues: ['Sales', 'Billing'] });
  await expect(bot.handoff.queues()).resolves.toMatchObject([{ name: 'Billing' }, { name: 'Sales' }]);
  const without = await TestBot.start({ genesys });
  await expect(without.handoff.queues()).rejects.toMatchObject({ code: 'settingsMissing' });
  await without.stop();
});

it('a conversation that is handed over already is refused without asking Genesys again', async () => {
  await start(
    (one) => ({
      platform: one,
      availability: { requireAgents: true },
      defaults: { queue: 'Support' },
      passThrough: ({ text }) => text?.startsWith('event') === true,
    }),
    { agents: ['Dana'] },
  );
  const user = await bot.user();
  await user.say('event help');
  await user.hears(/You are in the queue/);
  const asked = gateway.calls.length;
  expect(asked).toBeGreaterThan(0);
  await user.say('event help me more');
  expect(bot.logs).toContainEqual(expect.objectContaining({ code: 'handoffNotStarted', error: 'alreadyActive' }));
  expect(gateway.calls).toHaveLength(asked);
});

/** Waits through turns of the event loop, and not for ever. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let turn = 0; !isTrue(); turn++) {
    if (turn > 200_000) throw new Error('it did not become true');
    await new Promise(setImmediate);
  }
}
