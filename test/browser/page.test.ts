import type { Locator, Page } from '../tools/node_modules/playwright-core';
import { DemoBrowser } from './support/demoBrowser';
import { AgentAtDesk, UserAtChat } from './support/people';

/** More stops than the page has. */
const MOST_TABS = 60;

describe('the demo page', () => {
  let browser: DemoBrowser;

  beforeEach(async () => {
    browser = await DemoBrowser.start();
  });

  afterEach(async () => {
    await browser.closePages();
    await browser.stop();
  });

  /** Presses Tab until `target` has the focus, as somebody without a mouse does. */
  async function tabTo(page: Page, target: Locator): Promise<void> {
    for (let tabs = 0; tabs < MOST_TABS; tabs++) {
      if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`${MOST_TABS} times Tab did not lead to ${target}`);
  }

  it('can be used by keyboard alone, on both sides', async () => {
    const page = await browser.newPage();
    const user = new UserAtChat(page);
    const desk = page.frameLocator('[data-testid=desk]');
    const agent = new AgentAtDesk(desk);
    await user.open(browser.demo.url);

    await tabTo(page, page.getByRole('button', { name: 'name Ada Lovelace' }));
    await page.keyboard.press('Enter');
    await user.sees('Thank you, Ada Lovelace.');
    await tabTo(page, user.box);
    await page.keyboard.type('agent By keyboard');
    await page.keyboard.press('Enter');
    await tabTo(page, desk.getByTestId('accept'));
    await page.keyboard.press('Enter');
    await tabTo(page, agent.box);
    await page.keyboard.type('Typed, not clicked');
    await page.keyboard.press('Enter');
    await user.sees('Typed, not clicked');
    await tabTo(page, desk.getByTestId('close-conversation'));
    await page.keyboard.press('Enter');
    await user.sees('Back with the bot: closed');
  });

  it('starts with a link past the chat to the desk', async () => {
    const page = await browser.newPage();
    await new UserAtChat(page).open(browser.demo.url);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the agent desk');
  });

  it('fits phones, tablets and screens', async () => {
    for (const width of [360, 700, 901, 1360]) {
      const page = await browser.newPage({ width, height: 800 });
      await new UserAtChat(page).open(browser.demo.url);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    }
  });

  it('says that the bot is down, keeps what was not sent, and goes on when the bot is back', async () => {
    const page = await browser.newPage();
    const user = new UserAtChat(page);
    await user.open(browser.demo.url);
    const botUrl = browser.demo.channel.botUrl;
    browser.demo.channel.botUrl = 'http://127.0.0.1:9/api/messages';
    await user.says('name Ada');
    await page.getByText('Send failed').first().waitFor();

    browser.demo.channel.botUrl = botUrl;
    await page.getByRole('button', { name: 'Retry' }).first().click();
    await user.sees('Thank you, Ada.');
  });

  it('connects again by itself when the line was cut, and shows nothing twice', async () => {
    const page = await browser.newPage();
    const user = new UserAtChat(page);
    await user.open(browser.demo.url);
    await user.says('name Ada');
    await user.sees('Thank you, Ada.');
    const before = await user.transcript();

    const reconnected = page.waitForResponse((response) => response.url().includes('/events'));
    browser.demo.channel.dropStreams();
    await reconnected;
    await user.says('name Grace');
    await user.sees('Thank you, Grace.');

    expect(await user.transcript()).toEqual([...before, 'name Grace', 'Thank you, Grace.']);
  });

  it('says that the demo knows the conversation no more after a restart, and starts a new one', async () => {
    const page = await browser.newPage();
    const user = new UserAtChat(page);
    await user.open(browser.demo.url);
    const port = Number(new URL(browser.demo.url).port);

    await browser.restartDemo(port);
    await page.getByRole('alert').filter({ hasText: 'Start a new one' }).waitFor();
    await page.getByTestId('new-conversation').click();
    await user.says('name Ada');
    await user.sees('Thank you, Ada.');
  });
});
