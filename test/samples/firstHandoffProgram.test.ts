import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from 'botbuilder-genesys-cloud/simulator';
import { close, listen } from '../../samples/support/http';
import { startLocalChannel } from '../../samples/support/localChannel';
import { BotProgram } from './support/botProgram';
import { ChatUser } from './support/chatUser';

// Each test starts processes that compile TypeScript first.
jest.setTimeout(60_000);

describe('npm run bot', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'first-handoff-'));
  });

  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('names every missing setting, says how to get it, and ends with code 1', async () => {
    const { code, output } = await BotProgram.spawn({ DATA_DIR: dataDir }).end();

    expect(code).toBe(1);
    expect(output).toMatch(/^The bot cannot start\./);
    expect(output).toContain('GENESYSCLOUD_REGION');
    expect(output).toContain('GENESYSCLOUD_DEPLOYMENT_ID');
    expect(output).toContain('Messenger Deployments');
    expect(output).not.toContain('    at ');
  });

  it.each([
    ['PORT', { PORT: 'abc', GENESYSCLOUD_REGION: 'eu_west_1', GENESYSCLOUD_DEPLOYMENT_ID: 'd' }],
    ['GENESYSCLOUD_DEPLOYMENT_KEY', { GENESYSCLOUD_DEPLOYMENT_KEY: 'k', GENESYSCLOUD_REGION: 'eu_west_1' }],
  ])('names %s when it cannot be used', async (name, environment) => {
    const { code, output } = await BotProgram.spawn({ DATA_DIR: dataDir, ...environment }).end();

    expect(code).toBe(1);
    expect(output).toContain(name);
  });

  it('says that the port is taken', async () => {
    const simulator = await startSimulator();
    const other = createServer();
    const port = await listen(other, 0);
    try {
      const { code, output } = await BotProgram.spawn({
        DATA_DIR: dataDir,
        PORT: String(port),
        GENESYSCLOUD_ENDPOINT: simulator.url,
        GENESYSCLOUD_DEPLOYMENT_ID: simulator.deploymentId,
      }).end();

      expect(code).toBe(1);
      expect(output).toContain('Set PORT to a free port.');
    } finally {
      await close(other);
      await simulator.close();
    }
  });

  it('can be killed in the middle of a handoff and goes on where it was', async () => {
    const simulator = await startSimulator();
    const environment = {
      DATA_DIR: dataDir,
      GENESYSCLOUD_ENDPOINT: simulator.url,
      GENESYSCLOUD_DEPLOYMENT_ID: simulator.deploymentId,
    };
    const dana = simulator.agent('Dana');
    let bot = await BotProgram.start(environment);
    const channel = await startLocalChannel({ port: 0, botUrl: bot.url });
    try {
      const user = await ChatUser.join(channel);
      await user.say('name Ada Lovelace');
      await user.say('agent My parcel is late');
      const conversation = await simulator.waitForConversation();
      dana.accept(conversation);
      dana.sendText(conversation, 'before');
      await user.hears('before');
      await user.say('thanks');
      await conversation.waitForUserText('thanks');

      await bot.kill('SIGKILL');
      dana.sendText(conversation, 'meanwhile');
      bot = await BotProgram.start(environment);
      channel.botUrl = bot.url;

      await user.hears('meanwhile');
      await user.say('after');
      await conversation.waitForUserText('after');
      dana.disconnect(conversation);
      await user.hears('Back with the bot: closed');
      expect(user.transcript.filter((line) => /before|meanwhile|Back with/.test(line))).toHaveLength(3);
      expect(conversation.messages.filter(({ text }) => text === 'thanks')).toHaveLength(1);

      expect(await bot.kill('SIGTERM')).toMatchObject({ code: 0 });
    } finally {
      await bot.kill('SIGKILL');
      await channel.close();
      await simulator.close();
    }
  });
});
