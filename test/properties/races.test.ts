import fc from 'fast-check';
import { HandoffError } from '../../src/errors';
import { outcomeOf } from '../conversation/support/records';
import { CONVERSATION, World } from '../conversation/support/world';

/** A world whose every effect waits for fast-check to pick it. */
function scheduledWorld(scheduler: fc.Scheduler, options: { guestCanEnd?: boolean } = {}): World {
  return new World((label) => scheduler.schedule(Promise.resolve(), label), undefined, options);
}

/** Lets things happen in the order that fast-check picks until nothing can happen any more; time passes only then. */
async function runOut(world: World, scheduler: fc.Scheduler, maxSteps = 3_000): Promise<void> {
  for (let step = 0; step < maxSteps; step++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (scheduler.count() > 0) await scheduler.waitNext(1);
    else if (isOver(world) || !(await world.clock.runNext())) return;
  }
  throw new Error(`still busy after ${maxSteps} steps`);
}

/** Only tombstones wait. */
const isOver = (world: World): boolean => world.life.coordinator.health.owned === 0;

const holds = (name: string, run: (scheduler: fc.Scheduler) => Promise<void>, numRuns = 60): void => {
  it(name, () => fc.assert(fc.asyncProperty(fc.scheduler(), run), { numRuns }));
};

const settled = async <T>(promises: Promise<T>[]) => {
  const done: PromiseSettledResult<T>[] = [];
  promises.forEach((promise, index) => {
    promise.then(
      (value) => {
        done[index] = { status: 'fulfilled', value };
      },
      (reason: unknown) => {
        done[index] = { status: 'rejected', reason };
      },
    );
  });
  return done;
};

describe('under every order in which things can happen', () => {
  holds('of several starts at once exactly one begins', async (scheduler) => {
    const world = scheduledWorld(scheduler);
    void world.life.start();
    const results = await settled([1, 2, 3].map(() => world.life.ask()));
    await runOut(world, scheduler, 400).catch(() => {});
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'alreadyActive' });
    }
    expect(world.logs.filter((code) => code === 'handoffStarted')).toHaveLength(1);
    expect(world.genesys.history.filter(({ kind }) => kind === 'fromUser')).toHaveLength(1);
  });

  holds('an end from both sides is one end, one outcome and one turn of the bot', async (scheduler) => {
    const world = scheduledWorld(scheduler);
    void world.life.start();
    const asked = world.life.ask().then(async (token) => {
      await world.genesys.opened(token);
      world.genesys.agentSays(token, 'hello');
      const agent = scheduler.schedule(Promise.resolve(), 'the agent closes').then(() => {
        if (world.genesys.open.has(token)) world.genesys.agentCloses(token);
      });
      const user = scheduler.schedule(Promise.resolve(), 'the user ends').then(() => world.life.end('user'));
      const bot = scheduler.schedule(Promise.resolve(), 'the author ends').then(() => world.life.end('bot'));
      return Promise.all([user, bot, agent]);
    });
    const [results] = await Promise.all([settled([asked]), runOut(world, scheduler)]);
    expect(results[0]).toMatchObject({ status: 'fulfilled' });
    expect(world.saved).toHaveLength(1);
    expect(world.runs).toHaveLength(1);
    const record = (await world.store.read(CONVERSATION))?.record;
    expect(record).toMatchObject({ state: { kind: 'ended', outcome: world.saved[0] }, genesysSide: 'closed' });
    expect(world.genesys.open.size).toBe(0);
  });

  holds('a message that crosses the end has exactly one fate', async (scheduler) => {
    const world = scheduledWorld(scheduler);
    void world.life.start();
    const fates = world.life.ask().then(async (token) => {
      await world.genesys.opened(token);
      world.genesys.agentSays(token, 'hello');
      const said = ['one', 'two', 'three'].map(async (text) => [text, await world.life.say(text)] as const);
      const ends = scheduler.schedule(Promise.resolve(), 'the user ends').then(() => world.life.end('user'));
      const closes = scheduler.schedule(Promise.resolve(), 'the agent closes').then(() => {
        if (world.genesys.open.has(token)) world.genesys.agentCloses(token);
      });
      await Promise.all([ends, closes]);
      return { token, results: await Promise.all(said) };
    });
    await runOut(world, scheduler);
    const { token, results } = await fates;
    const read = world.genesys.readByAgent(token);
    const [outcome] = world.saved;
    for (const [text, result] of results) {
      const fate = { text, read: read.includes(text), undelivered: outcome?.undelivered.includes(text), result };
      expect([fate.read, fate.undelivered, result === 'closed'].filter(Boolean)).toHaveLength(1);
    }
    expect(new Set(read).size).toBe(read.length);
    expect(world.genesys.open.size).toBe(0);
  });

  holds('the same activity, delivered several times at once, goes to the agent once', async (scheduler) => {
    const world = scheduledWorld(scheduler);
    void world.life.start();
    const said = world.life.ask().then(async (token) => ({
      token,
      results: await Promise.all([1, 2, 3, 4].map(() => world.life.say('hello', 'activity-1'))),
    }));
    const ended = said.then(() => world.life.end('bot'));
    await runOut(world, scheduler);
    const { token, results } = await said;
    await ended;
    expect(results.sort()).toEqual(['applied', 'duplicate', 'duplicate', 'duplicate']);
    const fates = [...world.genesys.readByAgent(token), ...(world.saved[0]?.undelivered ?? [])];
    expect(fates.filter((text) => text === 'hello')).toHaveLength(1);
  });

  holds(
    'the next handoff begins while the last one is still being tidied up, and both come to their end',
    async (scheduler) => {
      const world = scheduledWorld(scheduler);
      void world.life.start();
      const tokens = world.life.ask().then(async (first) => {
        world.genesys.agentSays(first, 'hello');
        await world.life.end('user');
        for (;;) {
          try {
            return [first, await world.life.ask()] as const;
          } catch (error) {
            if (!(error instanceof HandoffError) || error.code !== 'alreadyActive') throw error;
            await scheduler.schedule(Promise.resolve(), 'ask again');
          }
        }
      });
      const ended = tokens.then(() => world.life.end('user'));
      await runOut(world, scheduler);
      const [first, second] = await tokens;
      expect(await ended).toBe('applied');
      expect(world.saved.map(({ kind, handoffId }) => `${kind} ${handoffId}`)).toHaveLength(2);
      expect(world.genesys.readByAgent(first)[0]).toMatch(/topic of/);
      expect(world.genesys.open.size).toBe(0);
      const ids = world.shown.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const record = (await world.store.read(CONVERSATION))?.record;
      expect(outcomeOf(record ?? raise())?.handoffId).not.toBe(undefined);
      expect(second).not.toBe(first);
    },
  );

  holds('a stop in the middle lets go of everything, and the next start goes on', async (scheduler) => {
    const world = scheduledWorld(scheduler);
    void world.life.start();
    const asked = world.life.ask();
    const said = asked.then((token) => {
      world.genesys.agentSays(token, 'hello');
      return Promise.allSettled(['one', 'two'].map((text) => world.life.say(text)));
    });
    let stopped = false;
    const stopping = asked
      .then(() => scheduler.schedule(Promise.resolve(), 'stop'))
      .then(() => world.life.coordinator.stop())
      .then(() => {
        stopped = true;
      });
    for (let step = 0; step < 500 && !stopped; step++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (scheduler.count() > 0) await scheduler.waitNext(1);
      else await world.clock.runNext();
    }
    await stopping;
    await said;
    expect(world.clock.pending).toBe(0);
    expect(scheduler.count()).toBe(0);
    const token = await asked;
    const begun = world.begin().then(() => world.genesys.agentCloses(token));
    await runOut(world, scheduler);
    await begun;
    const accepted = (await said).flatMap((result, index) =>
      result.status === 'fulfilled' && result.value === 'applied' ? [['one', 'two'][index]] : [],
    );
    const fates = [...world.genesys.readByAgent(token).slice(1), ...(world.saved[0]?.undelivered ?? [])];
    expect(fates.sort()).toEqual(accepted.sort());
    expect(world.texts()).toEqual(['hello']);
    expect(world.saved).toHaveLength(1);
  });
});

function raise(): never {
  throw new Error('there is no record');
}
