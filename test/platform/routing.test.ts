import { type GenesysPlatform, genesysPlatform } from 'botbuilder-genesys-cloud';
import { type Simulator, type SimulatorOptions, startSimulator } from 'botbuilder-genesys-cloud/simulator';
import { fitAttributes } from '../../src/genesys/routingAttributes';
import { checkRouting } from '../../src/platform/routingCheck';
import { type Gateway, startGateway } from '../support/gateway';
import { RecordingLogger } from '../support/recordingLogger';
import { SimulatedClock } from '../support/simulatedClock';

let genesys: Simulator;
let gateway: Gateway;
let platform: GenesysPlatform;
const clock = new SimulatedClock(Date.now());

async function start(options: SimulatorOptions = {}): Promise<void> {
  genesys = await startSimulator(options);
  gateway = await startGateway(genesys.url);
  platform = genesysPlatform({ endpoint: gateway.url, ...genesys.oauth, clock });
}

afterEach(async () => {
  await gateway?.close();
  await genesys?.close();
});

const calls = (part: string) => gateway.calls.filter((call) => call.includes(part)).length;

describe('finding a queue', () => {
  it('takes its name in any case, or its id, and gives the name as Genesys writes it', async () => {
    await start({ queues: ['Billing', 'Support'] });
    const [billing] = await platform.queues();
    await expect(platform.findQueue(' billing ')).resolves.toMatchObject({ name: 'Billing' });
    await expect(platform.findQueue(billing!.id)).resolves.toMatchObject({ name: 'Billing' });
  });

  it('names near misses of a wrong name', async () => {
    await start({ queues: ['Billing', 'Billing EMEA', 'Support'] });
    await expect(platform.findQueue('Biling')).rejects.toMatchObject({
      code: 'queueUnknown',
      message: 'There is no queue "Biling". Near: "Billing".',
    });
    await expect(platform.findQueue('emea')).rejects.toMatchObject({
      message: expect.stringContaining('"Billing EMEA"'),
    });
  });

  it('names what there is when nothing comes near', async () => {
    await start({ queues: ['Billing', 'Support'] });
    await expect(platform.findQueue('Veterinary')).rejects.toMatchObject({
      code: 'queueUnknown',
      message: 'There is no queue "Veterinary". There are "Billing", "Support".',
    });
  });

  it('prefers the exact name where several differ in case only, and else says which ones there are', async () => {
    const queues = [
      { name: 'Support', id: 'queue-1' },
      { name: 'support', id: 'queue-2' },
    ];
    await start({ queues });
    await expect(platform.findQueue('support')).resolves.toMatchObject({ id: 'queue-2' });
    await expect(platform.findQueue('SUPPORT')).rejects.toMatchObject({
      code: 'queueAmbiguous',
      message: expect.stringMatching(/queue-2.*queue-1/),
    });
  });

  it('finds the five hundredth queue, and a star in a name is only a star', async () => {
    await start({ queues: [...Array.from({ length: 520 }, (_, index) => `Queue ${index}`), 'VIP *'] });
    await expect(platform.findQueue('queue 499')).resolves.toMatchObject({ name: 'Queue 499' });
    await expect(platform.findQueue('VIP *')).resolves.toMatchObject({ name: 'VIP *' });
    await expect(platform.findQueue('*')).rejects.toMatchObject({ code: 'queueUnknown' });
    expect(await platform.queues()).toHaveLength(521);
  });

  it('asks once, however many ask at once, and again after minutes', async () => {
    await start();
    await Promise.all(Array.from({ length: 10 }, () => platform.findQueue('Support')));
    await platform.findQueue('Support');
    expect(calls('/routing/queues')).toBe(1);
    clock.jump(301_000);
    await platform.findQueue('Support');
    expect(calls('/routing/queues')).toBe(2);
  });

  it('does not remember a failure, nor for long that a queue is not there', async () => {
    await start();
    genesys.levers.failPlatform(400);
    await expect(platform.findQueue('Support')).rejects.toMatchObject({ code: 'platformRefused' });
    await expect(platform.findQueue('Support')).resolves.toMatchObject({ name: 'Support' });
    await expect(platform.findQueue('New')).rejects.toMatchObject({ code: 'queueUnknown' });
    clock.jump(11_000);
    (genesys.queues as { id: string; name: string }[]).push({ id: 'new-queue', name: 'New' });
    await expect(platform.findQueue('New')).resolves.toMatchObject({ id: 'new-queue' });
  });
});

describe('finding skills and languages', () => {
  it('takes skills in any case and names near misses', async () => {
    await start();
    await expect(platform.findSkill('INVOICES')).resolves.toBe('invoices');
    await expect(platform.findSkill('invoice')).rejects.toMatchObject({
      code: 'skillUnknown',
      message: 'There is no ACD skill "invoice". Near: "invoices".',
    });
  });

  it('does not take the beginning of a name for the name', async () => {
    await start({ administration: { skills: ['cards and accounts'] } });
    await expect(platform.findSkill('cards')).rejects.toMatchObject({ code: 'skillUnknown' });
  });

  it.each([
    ['French', 'French'],
    ['fr', 'French'],
    ['fr-CA', 'French'],
    ['de_DE', 'German'],
    ['english', 'English'],
  ])('finds the language %s as %s', async (wanted, found) => {
    await start();
    await expect(platform.findLanguage(wanted)).resolves.toBe(found);
  });

  it('finds a language by its own name, its code or its regional name where an administrator chose that', async () => {
    await start({ administration: { languages: ['Français', 'de', 'Canadian French', 'pt-BR'] } });
    await expect(platform.findLanguage('fr')).resolves.toBe('Français');
    await expect(platform.findLanguage('fr-CA')).resolves.toBe('Canadian French');
    await expect(platform.findLanguage('de-AT')).resolves.toBe('de');
    await expect(platform.findLanguage('pt_br')).resolves.toBe('pt-BR');
    await expect(platform.findLanguage('nl')).rejects.toMatchObject({ code: 'languageUnknown' });
    await expect(platform.findLanguage('Klingon!')).rejects.toMatchObject({ code: 'languageUnknown' });
  });
});

describe('checking a routing', () => {
  it('leaves what cannot be checked as it was given, and says which permission is missing', async () => {
    await start({ administration: { permissions: ['routing:queue:view'] } });
    const logger = new RecordingLogger();
    const routing = { queue: 'support', skills: ['Whatever'], language: 'fr', priority: 3 };
    await expect(checkRouting(platform, routing, logger)).resolves.toEqual({
      queue: 'Support',
      skills: ['Whatever'],
      language: 'French',
      priority: 3,
    });
    expect(logger.events).toEqual([
      expect.objectContaining({
        code: 'routingNotChecked',
        what: 'skills',
        error: 'permissionMissing',
        advice: expect.stringContaining('routing:skill:view'),
      }),
    ]);
  });

  it('asks nobody about what is not given', async () => {
    await start();
    await expect(checkRouting(platform, { priority: 1 }, new RecordingLogger())).resolves.toEqual({ priority: 1 });
    expect(gateway.calls).toEqual([]);
  });
});

it.each<[number, string | undefined]>([
  [5, '5'],
  [-3, '-3'],
  [2.5, '3'],
  [9e9, '25000000'],
  [0, '0'],
  [Number.NaN, undefined],
])('sends the priority %p as %p: the flow reads a whole number within Genesys’ limits', (priority, sent) => {
  expect(fitAttributes({ priority }, { customFields: {} }, 2_048).attributes.priority).toBe(sent);
});
