import { MemoryStorage } from 'botbuilder';
import { inMemory, webMessaging } from 'botbuilder-genesys-cloud';
import type { SimulatedConversation, Simulator, SimulatorOptions } from 'botbuilder-genesys-cloud/simulator';
import type { LocalChannel } from '../../samples/support/localChannel';
import { systemClock } from '../../src/runtime/clock';
import { startGenesys } from '../support/genesys';
import { TestBot, type TestUser } from '../support/testBot';

describe('a bot that is stopped and started again in the middle of a handoff', () => {
  let genesys: Simulator;
  let storage: MemoryStorage;
  let bot: TestBot;
  let user: TestUser;
  let conversation: SimulatedConversation;

  beforeEach(async () => {
    genesys = await startGenesys();
    storage = new MemoryStorage();
    bot = await TestBot.start({ genesys, storage });
    user = await bot.user();
    ({ conversation } = await user.meetDana(genesys));
  });

  afterEach(async () => {
    await bot.stop();
    await user.channel.close();
    await genesys.close();
  });

  async function restart(whileAway: () => void): Promise<void> {
    const { channel } = bot;
    await bot.stopKeepingChannel();
    whileAway();
    bot = await TestBot.start({ genesys, storage, channel });
  }

  it('delivers what the agent said meanwhile, in order, once', async () => {
    await restart(() => {
      genesys.agent('Dana').sendText(conversation, 'one');
      genesys.agent('Dana').sendText(conversation, 'two');
    });
    genesys.agent('Dana').sendText(conversation, 'three');
    await user.hears('three');
    expect(user.heard.filter((text) => ['one', 'two', 'three', 'Dana here'].includes(text))).toEqual([
      'Dana here',
      'one',
      'two',
      'three',
    ]);
    await user.say('still there');
    await conversation.waitForUserText('still there');
  });

  it('brings the user back when the agent closed meanwhile', async () => {
    await restart(() => genesys.agent('Dana').disconnect(conversation));
    await user.hears('outcome: closed by agent');
    expect(bot.outcomes).toHaveLength(1);
  });

  it('does not send again what Genesys has got already', async () => {
    genesys.levers.dropEcho({ next: 1 });
    await user.say('said once');
    await conversation.waitForUserText('said once');
    await restart(() => {});
    await user.say('and then');
    await conversation.waitForUserText('and then');
    const said = conversation.messages.filter(({ from }) => from === 'user').map(({ text }) => text);
    expect(said.slice(1)).toEqual(['said once', 'and then']);
  });

  it('sends what Genesys never got', async () => {
    genesys.levers.loseMessage({ next: 1 });
    await user.say('said once');
    await restart(() => {});
    await conversation.waitForUserText('said once');
  });
});

describe('a bot that is stopped while it still cannot read what it missed', () => {
  it('reads it after the restart, though later words have been delivered', async () => {
    let laterMs = 0;
    const now = () => Date.now() + laterMs;
    const genesys = await startGenesys({ clock: { now, setTimeout, clearTimeout } as SimulatorOptions['clock'] });
    const storage = new MemoryStorage();
    const start = (channel?: LocalChannel) =>
      TestBot.start({
        genesys,
        storage,
        ...(channel && { channel }),
        options: {
          clock: { now, schedule: systemClock.schedule },
          transport: webMessaging({
            endpoint: genesys.url,
            deploymentId: genesys.deploymentId,
            historyPatienceMs: 100,
            reorderWindowMs: 20,
            reconnect: { firstMs: 20, maxMs: 50 },
          }),
        },
      });
    const first = await start();
    const user = await first.user();
    const { conversation } = await user.meetDana(genesys);
    const dana = genesys.agent('Dana');
    genesys.levers.failHistory(503, 1_000);
    genesys.levers.refuseUpgrades(503);
    genesys.levers.dropSockets();
    dana.sendText(conversation, 'missed');
    genesys.levers.refuseUpgrades(undefined);
    await until(() => first.logs.some(({ code }) => code === 'historyLate'));
    // Readings overlap by ten seconds.
    laterMs = 60_000;
    for (let line = 1; line <= 150; line++) dana.sendText(conversation, `later ${line}`);
    await user.hears('later 150');
    await user.say('I see');
    await conversation.waitForUserText('I see');
    const { channel } = first;
    await first.stopKeepingChannel();

    genesys.levers.reset();
    const second = await start(channel);
    try {
      await user.hears('missed');
      dana.sendText(conversation, 'now');
      await user.hears('now');
      const known = ['missed', 'now', ...Array.from({ length: 150 }, (_, index) => `later ${index + 1}`)];
      expect(user.heard.filter((text) => known.includes(text))).toEqual([...known.slice(2), 'missed', 'now']);
    } finally {
      await second.stop();
      await channel.close();
      await genesys.close();
    }
  });
});

describe('a bot whose records are in memory only', () => {
  it('gives the dialog an end when the record did not survive the restart', async () => {
    const genesys = await startGenesys();
    const storage = new MemoryStorage();
    const first = await TestBot.start({ genesys, storage, options: { coordination: inMemory() } });
    const user = await first.user();
    await user.say('agent help');
    await genesys.waitForConversation();
    await user.hears(/in the queue/);
    const { channel } = first;
    await first.stopKeepingChannel();
    const second = await TestBot.start({ genesys, storage, channel, options: { coordination: inMemory() } });
    try {
      await user.say('hello?');
      await user.hears('outcome: failed by system');
      expect(second.outcomes[0]).toMatchObject({ error: { code: 'recordLost' } });
    } finally {
      await second.stop();
      await channel.close();
      await genesys.close();
    }
  });
});

describe('a long conversation', () => {
  it('costs a restart no more of the history than was missed', async () => {
    let laterMs = 0;
    const now = () => Date.now() + laterMs;
    const genesys = await startGenesys({ clock: { now, setTimeout, clearTimeout } as SimulatorOptions['clock'] });
    const storage = new MemoryStorage();
    const options = { clock: { now, schedule: systemClock.schedule } };
    const first = await TestBot.start({ genesys, storage, options });
    const user = await first.user();
    await user.say('agent help');
    const conversation = await genesys.waitForConversation();
    const dana = genesys.agent('Dana');
    dana.accept(conversation);
    // Genesys answers ten questions a minute: to read a long conversation whole takes longer than that.
    for (let line = 0; line < 120; line++) dana.sendText(conversation, `line ${line}`);
    await user.hears('line 119');
    // Readings overlap by ten seconds.
    laterMs = 60_000;
    await user.say('still there?');
    dana.sendText(conversation, 'a minute later');
    await user.hears('a minute later');
    await conversation.waitForUserText('still there?');
    const { channel } = first;
    await first.stopKeepingChannel();
    dana.sendText(conversation, 'after all that');
    const second = await TestBot.start({ genesys, storage, channel, options });
    try {
      await user.hears('after all that');
      expect(second.logs.filter(({ code }) => code === 'historyRead')).toMatchObject([{ pages: 1 }]);
    } finally {
      await second.stop();
      await channel.close();
      await genesys.close();
    }
  });
});

/** For what shows in the log only. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}
