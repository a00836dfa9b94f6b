import type { Simulator } from 'botbuilder-genesys-cloud/simulator';
import { startGenesys } from '../support/genesys';
import { TestBot } from '../support/testBot';

describe('a handoff that cannot start', () => {
  let genesys: Simulator;
  let bot: TestBot;

  beforeEach(async () => {
    genesys = await startGenesys();
  });

  afterEach(async () => {
    await bot.stop();
    await genesys.close();
  });

  it('comes back with the reason when Genesys refuses the connection, and the bot goes on', async () => {
    genesys.levers.refuseUpgrades(403);
    bot = await TestBot.start({ genesys });
    const user = await bot.user();
    await user.say('agent help');
    await user.hears('outcome: failed by system');
    expect(bot.outcomes[0]).toMatchObject({ kind: 'failed', error: { code: 'accessDenied' }, humanReached: false });
    expect(user.heard).toContain('Sorry, the connection to our agents did not work.');
    await user.say('hello');
    await user.hears('bot: hello');
  });

  it('gives up on a Genesys that is away, and leaves nobody in a queue when it comes back', async () => {
    genesys.levers.refuseUpgrades(503);
    bot = await TestBot.start({ genesys, options: { startTimeout: 300 } });
    const user = await bot.user();
    await user.say('agent help');
    await user.hears('outcome: failed by system');
    expect(bot.outcomes[0]).toMatchObject({ error: { code: 'startTimedOut' } });
    genesys.levers.refuseUpgrades(undefined);
    await user.say('agent second try');
    const conversation = await genesys.waitForConversation();
    await conversation.waitForUserText(/^second try/);
    expect(genesys.conversations()).toHaveLength(1);
  });

  it('waits out a Genesys that comes back in time', async () => {
    genesys.levers.refuseUpgrades(503);
    bot = await TestBot.start({ genesys });
    const user = await bot.user();
    await user.say('agent help');
    genesys.levers.refuseUpgrades(undefined);
    const conversation = await genesys.waitForConversation();
    await conversation.waitForUserText(/^help/);
  });

  it('ends the dialog with the reason when the storage does not take the record', async () => {
    bot = await TestBot.start({
      genesys,
      options: {
        storage: {
          read: async () => ({}),
          write: () => Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' })),
          delete: async () => {},
        },
      },
    });
    const user = await bot.user();
    await user.say('agent help');
    await user.hears('outcome: failed by system');
    expect(bot.outcomes[0]).toMatchObject({ error: { code: 'storageUnavailable' } });
    expect(genesys.conversations()).toHaveLength(0);
  });
});
