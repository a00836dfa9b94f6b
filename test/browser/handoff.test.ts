import { DemoBrowser } from './support/demoBrowser';
import { AgentAtDesk, UserAtChat } from './support/people';

/** Web Chat holds a message for five seconds when it answers to one that Web Chat does not know. */
const SHOWN_AT_ONCE_MS = 4_000;

describe('a handoff in the browser', () => {
  let browser: DemoBrowser;

  beforeAll(async () => {
    browser = await DemoBrowser.start();
  });

  afterEach(() => browser.closePages());

  afterAll(() => browser.stop());

  /** The user in one browser, the agent in another. */
  async function userAndAgent() {
    const user = new UserAtChat(await browser.newPage());
    const deskPage = await browser.newPage();
    await user.open(browser.demo.url);
    await deskPage.goto(browser.demo.simulator.deskUrl);
    return { user, deskPage, agent: new AgentAtDesk(deskPage) };
  }

  it('goes from the bot to the agent and back, through a reload on both sides', async () => {
    const { user, deskPage, agent } = await userAndAgent();
    await user.says('name Ada Lovelace');
    await user.sees('Thank you, Ada Lovelace.');
    await user.says('email ada@example.com');
    await user.sees('Noted, your email address');
    await user.says('set order 4711');
    await user.sees('Noted, order is 4711.');
    await user.says('agent My parcel is late');

    await agent.accepts('My parcel is late');
    const customer = await agent.customer.textContent();
    for (const value of ['Ada', 'Lovelace', 'ada@example.com', 'order', '4711']) expect(customer).toContain(value);

    await agent.typesUntil(user.typing);
    const sentAt = performance.now();
    await agent.says('Hello Ada, which parcel?');
    await user.sees('Hello Ada, which parcel?');
    expect(performance.now() - sentAt).toBeLessThan(SHOWN_AT_ONCE_MS);

    await user.box.pressSequentially('The big one');
    await agent.userTyping.waitFor();
    await user.box.press('Enter');
    await agent.sees('The big one');

    const before = await user.transcript();
    await Promise.all([user.page.reload(), deskPage.reload()]);
    await user.sees('The big one');
    await agent.sees('The big one');
    expect(await user.transcript()).toEqual(before);
    expect(await agent.transcript()).toEqual([
      expect.stringMatching(/^My parcel is late/),
      'Hello Ada, which parcel?',
      'The big one',
    ]);

    await agent.says('It comes tomorrow.');
    await user.sees('It comes tomorrow.');
    await user.says('Thank you');
    await agent.sees('Thank you');
    await agent.ends();
    await user.sees('Back with the bot: closed (Dana ended it)');

    const after = await user.transcript();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length)).toEqual([
      'It comes tomorrow.',
      'Thank you',
      expect.any(String), // the library's word that the agent ended it
      'Back with the bot: closed (Dana ended it)',
    ]);
    await user.says('name Grace');
    await user.sees('Thank you, Grace.');
    expect(browser.complaints).toEqual([]);
  });

  it('delivers what the agent wrote while the user was away', async () => {
    const { user, agent } = await userAndAgent();
    await user.says('agent I will be back');
    await agent.accepts('I will be back');
    await agent.says('I am here.');
    await user.sees('I am here.');

    await user.page.goto('about:blank');
    await agent.says('Still here.');
    await agent.says('And waiting.');
    await user.page.goto(browser.demo.url);
    await user.sees('And waiting.');

    expect((await user.transcript()).slice(-3)).toEqual(['I am here.', 'Still here.', 'And waiting.']);
    await agent.ends();
    await user.sees('Back with the bot: closed');
  });

  it('happens on one page, desk included', async () => {
    const page = await browser.newPage();
    const user = new UserAtChat(page);
    const agent = new AgentAtDesk(page.frameLocator('[data-testid=desk]'));
    await user.open(browser.demo.url);
    await page.getByRole('button', { name: 'email ada@example.com' }).click();
    await user.sees('Noted');
    await user.says('agent One page will do');
    await agent.accepts('One page will do');
    await agent.says('On one page.');
    await user.sees('On one page.');

    await page.reload();
    await user.sees('On one page.');
    await agent.sees('On one page.');
    await agent.ends();
    await user.sees('Back with the bot: closed');
    expect(browser.complaints).toEqual([]);
  });

  it('tells the agent when the user starts a new conversation', async () => {
    const { user, agent } = await userAndAgent();
    await user.says('agent Bye');
    await agent.accepts('Bye');
    await user.page.getByTestId('new-conversation').click();
    await agent.box.waitFor({ state: 'hidden' });
    await user.page.locator('.webchat__bubble__content').nth(1).waitFor({ state: 'detached' });
    await user.sees('Hello!');
    expect(await user.transcript()).toHaveLength(1);
  });
});
