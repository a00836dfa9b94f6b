import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import { type GenesysPlatformSettings, genesysPlatform, platformFromEnvironment } from 'botbuilder-genesys-cloud';
import { type Simulator, startSimulator } from 'botbuilder-genesys-cloud/simulator';
import { type Gateway, startGateway } from '../support/gateway';
import { RecordingLogger } from '../support/recordingLogger';
import { SimulatedClock } from '../support/simulatedClock';

const SECRET = 'a-secret-that-nobody-may-read';

let genesys: Simulator;
let gateway: Gateway;
let logger: RecordingLogger;

beforeEach(async () => {
  genesys = await startSimulator({ oauth: { clientSecret: SECRET } });
  gateway = await startGateway(genesys.url);
  logger = new RecordingLogger();
});

afterEach(async () => {
  await gateway.close();
  await genesys.close();
});

function platform(settings: Partial<GenesysPlatformSettings> = {}) {
  return genesysPlatform({ endpoint: gateway.url, ...genesys.oauth, logger, ...settings });
}

/** Everything that printing, logging or serialising an error could show, own and inherited, with its causes. */
function everythingIn(error: unknown): string {
  const plain = error instanceof Error ? { ...error, message: error.message, stack: error.stack } : error;
  return `${inspect(error, { depth: Infinity, showHidden: true })} ${JSON.stringify(plain)} ${String(error)}`;
}

async function rejection(promise: Promise<unknown>): Promise<Error & { code?: string; correlationId?: string }> {
  return promise.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error) => error,
  );
}

const logins = () => gateway.calls.filter((call) => call.includes('/oauth/token')).length;

describe('the access token', () => {
  it('is asked for once, however many calls wait for it, through a gateway with a path', async () => {
    const cloud = platform();
    await Promise.all([cloud.organization(), cloud.queues(), cloud.findLanguage('French'), cloud.organization()]);
    await cloud.organization();
    expect(logins()).toBe(1);
    expect(gateway.calls[0]).toBe('POST /oauth/token');
  });

  it('is renewed before its life ends', async () => {
    const clock = new SimulatedClock(Date.now());
    const cloud = platform({ clock });
    await cloud.organization();
    clock.jump(86_399_000 * 0.9);
    await cloud.organization();
    expect(logins()).toBe(1);
    clock.jump(86_399_000 * 0.1 - 200_000);
    await cloud.organization();
    expect(logins()).toBe(2);
  });

  it('is replaced once when Genesys withdraws it in the middle of its life', async () => {
    const cloud = platform();
    await cloud.organization();
    genesys.revokeTokens();
    await expect(cloud.organization()).resolves.toMatchObject({ name: 'Simulated organization' });
    expect(logins()).toBe(2);
  });

  it('is not asked for a third time when a new one is refused too', async () => {
    gateway.intercept('/api/v2/organizations/me', { status: 401, body: '{"code":"bad.credentials"}' }, 5);
    await expect(platform().organization()).rejects.toMatchObject({ code: 'credentialsInvalid' });
    expect(logins()).toBe(2);
  });
});

describe('credentials', () => {
  it('that are wrong give an error that names the client, suggests the region, and holds no secret', async () => {
    const wrong = 'a-wrong-secret-that-nobody-may-read';
    const error = await rejection(platform({ clientSecret: wrong }).organization());
    expect(error).toMatchObject({ code: 'credentialsInvalid', retryable: false });
    expect(error.message).toContain(genesys.oauth.clientId);
    expect(error.message).toContain('the right pair in the wrong region looks the same');
    const encoded = Buffer.from(`${genesys.oauth.clientId}:${wrong}`).toString('base64');
    for (const text of [everythingIn(error), logger.text]) {
      expect(text).not.toContain(wrong);
      expect(text).not.toContain(encoded);
    }
    expect(logins()).toBe(1);
  });

  it('that are right but belong to another region get the same advice', async () => {
    const elsewhere = await startSimulator({ oauth: { clientId: 'client-of-another-region' } });
    try {
      await expect(platform({ endpoint: elsewhere.url }).organization()).rejects.toMatchObject({
        code: 'credentialsInvalid',
        message: expect.stringContaining('GENESYSCLOUD_REGION'),
      });
    } finally {
      await elsewhere.close();
    }
  });

  it('are refused at once when half of them is missing', () => {
    expect(() => platform({ clientSecret: '' })).toThrow(expect.objectContaining({ code: 'settingsMissing' }));
    expect(() =>
      platformFromEnvironment({ GENESYSCLOUD_REGION: 'eu_west_1', GENESYSCLOUD_OAUTHCLIENT_ID: 'x' }),
    ).toThrow(
      expect.objectContaining({ code: 'settingsMissing', message: expect.stringContaining('OAUTHCLIENT_SECRET') }),
    );
    expect(platformFromEnvironment({ GENESYSCLOUD_REGION: 'eu_west_1' })).toBeUndefined();
  });

  it('are refused at once for a region that is none', () => {
    expect(() => platform({ endpoint: undefined, region: 'atlantis!' })).toThrow(
      expect.objectContaining({ code: 'settingsInvalid', message: expect.stringContaining('atlantis!') }),
    );
  });

  it('are not shown by printing the platform, before or after it was used', async () => {
    const cloud = platform();
    expect(everythingIn(cloud)).not.toContain(SECRET);
    await cloud.organization();
    expect(everythingIn(cloud)).not.toContain(SECRET);
  });
});

describe('refusals', () => {
  it('name the permission that is missing and the correlation id', async () => {
    genesys.administration.permissions = ['routing:skill:view'];
    const error = await rejection(platform().queues());
    expect(error).toMatchObject({ code: 'permissionMissing', correlationId: expect.any(String) });
    expect(error.message).toContain('routing:queue:view');
    expect(error.message).toContain(error.correlationId);
    expect(gateway.calls.filter((call) => call.includes('/routing/queues'))).toHaveLength(1);
  });

  it('that are no JSON are survived, and nothing of their text is repeated', async () => {
    gateway.intercept('/api/v2/organizations/me', { status: 400, body: '<html>secret inside</html>' });
    const error = await rejection(platform().organization());
    expect(error).toMatchObject({ code: 'platformRefused' });
    expect(everythingIn(error)).not.toContain('secret inside');
  });

  it('hold no token', async () => {
    gateway.intercept(
      '/oauth/token',
      {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '{"access_token":"the-token-itself","token_type":"bearer","expires_in":300}',
      },
      2,
    );
    const error = await rejection(platform().organization());
    expect(error).toMatchObject({ code: 'credentialsInvalid' });
    expect(everythingIn(error) + logger.text).not.toContain('the-token-itself');
  });
});

describe('calls that may succeed later', () => {
  it('wait as long as Retry-After says', async () => {
    const clock = new SimulatedClock(Date.now());
    genesys.levers.failPlatform(429, 1, 7);
    let done = false;
    const call = platform({ clock })
      .organization()
      .finally(() => {
        done = true;
      });
    const askedAtMs = clock.now();
    await clock.advanceUntil(() => done, { stepMs: 100 });
    await call;
    expect(clock.now() - askedAtMs).toBeGreaterThanOrEqual(7_000);
    expect(clock.now() - askedAtMs).toBeLessThan(8_000);
  });

  it('give up at once when Retry-After is longer than anybody would wait', async () => {
    genesys.levers.failPlatform(429, 1, 3_600);
    await expect(platform().organization()).rejects.toMatchObject({ code: 'rateLimited', retryable: true });
  });

  it.each([502, 503, 504])('are repeated after HTTP %i when they only read', async (status) => {
    const clock = new SimulatedClock(Date.now());
    genesys.levers.failPlatform(status, 2);
    let done = false;
    const call = platform({ clock })
      .organization()
      .finally(() => {
        done = true;
      });
    await clock.advanceUntil(() => done);
    await expect(call).resolves.toMatchObject({ name: 'Simulated organization' });
  });

  it('end with an error when Genesys goes on failing', async () => {
    const clock = new SimulatedClock(Date.now());
    genesys.levers.failPlatform(503, 50);
    let done = false;
    const call = rejection(platform({ clock }).organization()).finally(() => {
      done = true;
    });
    await clock.advanceUntil(() => done);
    expect(await call).toMatchObject({ code: 'platformUnavailable', retryable: true });
    expect(gateway.calls.filter((one) => one.includes('organizations'))).toHaveLength(3);
  });

  it('end in time when Genesys never answers', async () => {
    gateway.intercept('/api/v2/organizations/me', undefined);
    await expect(platform({ timeoutMs: 50 }).organization()).rejects.toMatchObject({ code: 'platformUnavailable' });
  });

  it('say so when nothing listens, and hold no secret', async () => {
    const url = gateway.url;
    await gateway.close();
    const error = await rejection(platform({ endpoint: url }).organization());
    expect(error).toMatchObject({ code: 'platformUnavailable', message: expect.stringContaining('ECONNREFUSED') });
    expect(everythingIn(error)).not.toContain(SECRET);
  });

  it('are tried anew by a later call after a failed login', async () => {
    genesys.levers.failOAuth(503);
    const cloud = platform();
    await expect(cloud.organization()).rejects.toMatchObject({ code: 'platformUnavailable' });
    await expect(cloud.organization()).resolves.toMatchObject({ name: 'Simulated organization' });
  });
});

describe('the platform SDK', () => {
  const run = async (code: string, env: Record<string, string> = {}) => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '-e', code], {
      env: { ...process.env, ...env },
    });
    return (stdout + stderr).trim();
  };

  it('is not loaded by importing the package, nor by making a platform', async () => {
    const loaded = await run(`
      const { genesysPlatform } = require('./src/index.ts');
      genesysPlatform({ region: 'eu_west_1', clientId: 'id', clientSecret: 'secret' });
      console.log(Object.keys(require.cache).filter((path) => path.includes('purecloud')).length);
    `);
    expect(loaded).toBe('0');
  });

  it('is named in one module only', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const naming = files.filter((file) => readFileSync(join('src', file), 'utf8').includes("'purecloud-platform"));
    expect(naming).toEqual([join('platform', 'sdkClient.ts')]);
  });

  it('speaks to the hosts of the region, over the proxy that the environment names', async () => {
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const before = process.env.HTTPS_PROXY;
    process.env.HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    try {
      const cloud = platform({ endpoint: undefined, region: 'eu_west_1' });
      await expect(cloud.organization()).rejects.toMatchObject({ code: 'platformUnavailable' });
      expect(asked).toEqual(['login.mypurecloud.ie:443']);
    } finally {
      if (before === undefined) delete process.env.HTTPS_PROXY;
      else process.env.HTTPS_PROXY = before;
      proxy.close();
    }
  });

  it('does not obey a configuration file in the home directory, nor a proxy when Genesys is on this machine', async () => {
    const home = mkdtempSync(join(tmpdir(), 'home-'));
    mkdirSync(join(home, '.genesyscloudjavascript'));
    writeFileSync(
      join(home, '.genesyscloudjavascript', 'config'),
      '[general]\nlive_reload_config=true\nhost=https://api.mypurecloud.de\n[logging]\nlog_level=trace\nlog_to_console=true\n',
    );
    const code = `
      const { platformFromEnvironment } = require('./src/index.ts');
      platformFromEnvironment(process.env).organization().then(({ name }) => console.log(name), (error) => console.log(error.message));
    `;
    try {
      const output = await run(code, {
        HOME: home,
        HTTP_PROXY: 'http://127.0.0.1:9',
        HTTPS_PROXY: 'http://127.0.0.1:9',
        NO_PROXY: '',
        GENESYSCLOUD_ENDPOINT: genesys.url,
        GENESYSCLOUD_OAUTHCLIENT_ID: genesys.oauth.clientId,
        GENESYSCLOUD_OAUTHCLIENT_SECRET: SECRET,
      });
      expect(output).toBe('Simulated organization');
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});
