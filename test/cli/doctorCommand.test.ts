import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Simulator, SimulatorOptions } from 'botbuilder-genesys-cloud/simulator';
import type { CheckResult } from '../../src/cli/doctor/check';
import { doctorCommand } from '../../src/cli/doctorCommand';
import { startGenesys } from '../support/genesys';

const SECRET = 'a-secret-that-nobody-may-read';
let genesys: Simulator;

async function start(options: SimulatorOptions = {}): Promise<void> {
  genesys = await startGenesys({ oauth: { clientSecret: SECRET }, ...options });
}

afterEach(() => genesys?.close());

function settings(more: Record<string, string> = {}): Record<string, string> {
  return {
    GENESYSCLOUD_ENDPOINT: genesys.url,
    GENESYSCLOUD_DEPLOYMENT_ID: genesys.deploymentId,
    GENESYSCLOUD_OAUTHCLIENT_ID: genesys.oauth.clientId,
    GENESYSCLOUD_OAUTHCLIENT_SECRET: SECRET,
    GENESYSCLOUD_QUEUE: 'Support',
    ...more,
  };
}

async function doctor(env: Record<string, string>, args: string[] = []) {
  const lines: string[] = [];
  const io = {
    out: (line: string) => void lines.push(line),
    error: (line: string) => void lines.push(line),
    stopped: () => new Promise<void>(() => {}),
  };
  const code = await doctorCommand(args, io, env);
  const text = lines.join('\n');
  expect(text).not.toContain(SECRET);
  return { code, text };
}

/** The checks by name, as machines read them. */
async function checks(env: Record<string, string>, args: string[] = []) {
  const { code, text } = await doctor(env, ['--json', ...args]);
  const report = JSON.parse(text) as { ok: boolean; checks: CheckResult[] };
  expect(report.ok).toBe(code === 0);
  const byName = Object.fromEntries(report.checks.map(({ name, ...rest }) => [name, rest]));
  return { code, byName, all: report.checks };
}

describe('a sound set-up', () => {
  it('is told in a line each, with exit code 0', async () => {
    await start();
    const { code, text } = await doctor(settings());
    expect(code).toBe(0);
    for (const line of [
      'ok   settings: complete for web messaging',
      'ok   organization: Simulated organization',
      'ok   permission routing:queue:view: present',
      'ok   conversation disconnect: on (send)',
      'ok   conversation clear: on',
      'ok   inbound message flow: "Bot handoff" is attached',
      'ok   allowed domains: all',
      'ok   queue: "Support"',
      'ok   queue members: 3',
      'ok   agents on queue: 3 now, 0 waiting',
      'Nothing stands in the way of a handoff.',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).not.toMatch(/FAIL|warn/);
    expect(genesys.conversations()).toEqual([]);
  });

  it('needs no credentials, and says what they would add', async () => {
    await start();
    const { GENESYSCLOUD_OAUTHCLIENT_ID: _id, GENESYSCLOUD_OAUTHCLIENT_SECRET: _secret, ...env } = settings();
    const { code, byName } = await checks(env);
    expect(code).toBe(0);
    expect(byName.token).toMatchObject({ status: 'skipped', advice: expect.stringContaining('opening hours') });
    expect(byName.deployment).toMatchObject({ status: 'ok' });
  });

  it('with --live makes one conversation, sees where the flow put it, and closes it', async () => {
    await start();
    const { code, byName } = await checks(settings({ GENESYSCLOUD_QUEUE: 'Billing' }), ['--live']);
    expect(byName['live routing']).toMatchObject({ status: 'ok', detail: expect.stringContaining('"Billing"') });
    expect(byName['live end']).toMatchObject({ status: 'ok' });
    expect(code).toBe(0);
    expect(genesys.conversations()).toHaveLength(1);
    expect(genesys.conversations()[0]).toMatchObject({ state: 'disconnected', disconnectedBy: 'user' });
  });

  it('runs as a program', async () => {
    await start();
    const { code, text } = await program(['doctor', '--json', '--live'], settings());
    expect(JSON.parse(text)).toMatchObject({ ok: true });
    expect(code).toBe(0);
  });
});

describe('what is wrong', () => {
  it.each<[string, () => void, string, CheckResult['status'], RegExp]>([
    [
      'a client that may not see queues',
      () => {
        genesys.administration.permissions = ['routing:skill:view'];
      },
      'permission routing:queue:view',
      'warn',
      /Admin > Roles/,
    ],
    [
      'conversation disconnect off',
      () => {
        genesys.deployment().configuration.conversationDisconnect.enabled = false;
      },
      'conversation disconnect',
      'fail',
      /Switch it on/,
    ],
    [
      'conversation clear off',
      () => {
        genesys.deployment().configuration.conversationClear.enabled = false;
      },
      'conversation clear',
      'warn',
      /Switch it on/,
    ],
    [
      'typing indicators off',
      () => {
        genesys.deployment().configuration.showUserTypingIndicator = false;
      },
      'typing of the user',
      'warn',
      /Messenger Configurations/,
    ],
    [
      'an inactive deployment',
      () => {
        genesys.deployment().configuration.status = 'Inactive';
      },
      'deployment',
      'fail',
      /Activate it/,
    ],
    [
      'restricted domains',
      () => {
        genesys.deployment().configuration.allowedDomains = ['shop.example.com'];
      },
      'allowed domains',
      'fail',
      /origin: 'https:\/\/shop\.example\.com'/,
    ],
    [
      'no flow',
      () => {
        genesys.administration.inboundFlowName = undefined;
      },
      'inbound message flow',
      'fail',
      /samples\/architect/,
    ],
    [
      'nobody on queue',
      () => {
        for (const agent of genesys.agents) agent.setOnQueue(false);
      },
      'agents on queue',
      'warn',
      /Nobody would answer/,
    ],
  ])('%s is found, with what to do', async (_what, breakIt, name, status, advice) => {
    await start();
    breakIt();
    const { code, byName } = await checks(settings());
    expect(byName[name]).toMatchObject({ status, advice: expect.stringMatching(advice) });
    expect(code).toBe(status === 'fail' ? 1 : 0);
  });

  it('missing settings are all named, and the rest is still looked at', async () => {
    await start();
    const { code, byName } = await checks({ GENESYSCLOUD_OAUTHCLIENT_ID: 'only-half' });
    expect(code).toBe(1);
    expect(byName.settings?.advice).toMatch(/GENESYSCLOUD_REGION.*GENESYSCLOUD_DEPLOYMENT_ID.*OAUTHCLIENT_SECRET/);
    expect(byName.token).toMatchObject({ status: 'skipped' });
  });

  it('a widget deployment key is recognised', async () => {
    await start();
    const { byName } = await checks(settings({ GENESYSCLOUD_DEPLOYMENT_KEY: 'key' }));
    expect(byName.settings).toMatchObject({ status: 'fail', detail: 'widgetDeploymentRetired' });
  });

  it('a region that is none is a failure, an unknown one a warning', async () => {
    await start();
    const env = { GENESYSCLOUD_DEPLOYMENT_ID: genesys.deploymentId };
    expect((await checks({ ...env, GENESYSCLOUD_REGION: 'atlantis' })).byName.region).toMatchObject({ status: 'fail' });
    // ".invalid" never resolves.
    const unknown = await checks({ ...env, GENESYSCLOUD_REGION: 'mypurecloud.invalid' });
    expect(unknown.byName.region).toMatchObject({ status: 'warn' });
    expect(unknown.byName.deployment).toMatchObject({ status: 'warn' });
  });

  it('wrong credentials are said once, with the region suggested', async () => {
    await start();
    const { code, byName, all } = await checks(settings({ GENESYSCLOUD_OAUTHCLIENT_SECRET: 'wrong' }));
    expect(code).toBe(1);
    expect(byName.token).toMatchObject({ status: 'fail', advice: expect.stringContaining('wrong region') });
    expect(all.filter(({ status }) => status === 'fail')).toHaveLength(1);
  });

  it('a deployment id that Genesys does not know', async () => {
    await start();
    const env = settings({ GENESYSCLOUD_DEPLOYMENT_ID: '11111111-2222-4333-8444-555555555555' });
    const { code, byName } = await checks(env, ['--live']);
    expect(byName.deployment).toMatchObject({ status: 'fail' });
    expect(byName['live conversation']).toMatchObject({ status: 'fail' });
    expect(code).toBe(1);
  });

  it('a queue that is not there, or that nobody is a member of', async () => {
    await start({ queues: ['Support', 'Empty'], agents: [{ name: 'Dana', queues: ['Support'] }] });
    const wrong = await checks(settings({ GENESYSCLOUD_QUEUE: 'Suport' }));
    expect(wrong.byName.queue).toMatchObject({ status: 'fail', advice: expect.stringContaining('"Support"') });
    const empty = await checks(settings({ GENESYSCLOUD_QUEUE: 'Empty' }));
    expect(empty.byName['queue members']).toMatchObject({ status: 'fail' });
    expect(empty.code).toBe(1);
  });

  it('a flow that does not read the attributes is caught by --live', async () => {
    await start({ flow: () => ({}) });
    const { code, byName } = await checks(settings({ GENESYSCLOUD_QUEUE: 'Billing' }), ['--live']);
    expect(byName['live routing']).toMatchObject({
      status: 'fail',
      advice: expect.stringContaining('does not read the attribute "queue"'),
    });
    expect(genesys.conversations()[0]?.state).toBe('disconnected');
    expect(code).toBe(1);
  });

  it('a schedule that is closed now, or not there', async () => {
    const scheduleGroups = [{ name: 'Hours', timeZone: 'UTC' }];
    const emergencyGroups = [{ name: 'Red button', enabled: true }];
    await start({ administration: { scheduleGroups, emergencyGroups } });
    const closed = await checks(settings({ GENESYSCLOUD_SCHEDULE_GROUP: 'hours' }));
    expect(closed.byName.schedule).toMatchObject({ status: 'warn', detail: 'closed now (noSchedule)' });
    const button = await checks(settings({ GENESYSCLOUD_EMERGENCY_GROUP: 'Red button' }));
    expect(button.byName.schedule).toMatchObject({ detail: 'closed now (emergency: "Red button")' });
    const missing = await checks(settings({ GENESYSCLOUD_SCHEDULE_GROUP: 'Hour' }));
    expect(missing.byName.schedule).toMatchObject({ status: 'fail', advice: expect.stringContaining('"Hours"') });
  });

  it('a Genesys that cannot be reached at all', async () => {
    await start();
    const env = settings();
    await genesys.close();
    const { code, byName } = await checks(env);
    expect(byName.token).toMatchObject({ status: 'fail', detail: 'platformUnavailable' });
    expect(code).toBe(1);
  });
});

describe('options', () => {
  it('a file of settings gives what the environment does not', async () => {
    await start();
    const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
    const file = join(folder, '.env');
    writeFileSync(
      file,
      `GENESYSCLOUD_DEPLOYMENT_ID=${genesys.deploymentId}\nGENESYSCLOUD_ENDPOINT=http://127.0.0.1:9\n`,
    );
    try {
      const { byName } = await checks({ GENESYSCLOUD_ENDPOINT: genesys.url }, ['--env', file]);
      expect(byName.deployment).toMatchObject({ status: 'ok' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('an origin is compared with the allowed domains', async () => {
    await start();
    genesys.deployment().configuration.allowedDomains = ['shop.example.com'];
    const { byName } = await checks(settings(), ['--origin', 'https://shop.example.com', '--live']);
    expect(byName['allowed domains']).toMatchObject({ status: 'ok' });
    expect(byName['live conversation']).toMatchObject({ status: 'ok' });
  });

  it.each([
    [['--colour']],
    [['--env']],
    [['--env', '/nowhere/.env']],
  ])('%j are not understood: exit code 2', async (args) => {
    await start();
    expect((await doctor(settings(), args)).code).toBe(2);
  });

  it('--help says what it does', async () => {
    await start();
    expect(await doctor({}, ['--help'])).toMatchObject({ code: 0, text: expect.stringContaining('--live') });
  });
});

/** Runs the command line as a program of its own. */
function program(args: string[], env: Record<string, string>): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    const command = ['--import', 'tsx', 'src/cli/main.ts', ...args];
    execFile(process.execPath, command, { env: { ...process.env, ...env } }, (error, stdout) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, text: stdout });
    });
  });
}
