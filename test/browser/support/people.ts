/**
 * The two people of a handoff, each at their page, so that tests read like what they do.
 */
import type { FrameLocator, Locator, Page } from '../../tools/node_modules/playwright-core';

/** Ten seconds of typing. */
const MOST_KEYS = 125;

export class UserAtChat {
  readonly box: Locator;
  readonly typing: Locator;

  constructor(readonly page: Page) {
    this.box = page.locator('[data-id=webchat-sendbox-input]');
    this.typing = page.locator('.webchat__typing-indicator');
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.sees('Hello!');
  }

  async says(text: string): Promise<void> {
    await this.box.fill(text);
    await this.box.press('Enter');
  }

  sees(text: string): Promise<void> {
    return this.page.locator('.webchat__bubble__content', { hasText: text }).first().waitFor();
  }

  /** What stands in the chat, oldest first. */
  transcript(): Promise<string[]> {
    return textsOf(this.page.locator('.webchat__bubble__content'));
  }
}

export class AgentAtDesk {
  readonly card: Locator;
  readonly customer: Locator;
  readonly userTyping: Locator;
  readonly box: Locator;

  /** @param desk a page of its own, or the frame on the demo's page. */
  constructor(private readonly desk: Page | FrameLocator) {
    this.card = desk.getByTestId('conversation-card');
    this.customer = desk.getByTestId('customer-data');
    this.userTyping = desk.getByTestId('user-typing');
    this.box = desk.getByTestId('message-input');
  }

  /** @param about something that stands on the conversation's card. */
  async accepts(about: string): Promise<void> {
    await this.card.filter({ hasText: about }).getByTestId('accept').click();
    await this.box.waitFor();
  }

  /** Types, and goes on typing, as people do, until somebody sees it. */
  async typesUntil(seen: Locator): Promise<void> {
    for (let keys = 0; keys < MOST_KEYS; keys++) {
      await this.box.pressSequentially('.', { delay: 80 });
      if (await seen.isVisible()) return;
    }
    throw new Error('Nobody saw the agent typing.');
  }

  async says(text: string): Promise<void> {
    await this.box.fill(text);
    await this.desk.getByTestId('send').click();
  }

  sees(text: string): Promise<void> {
    return this.desk.getByTestId('message').filter({ hasText: text }).first().waitFor();
  }

  /** What stands in the selected conversation, oldest first, without names and times. */
  async transcript(): Promise<string[]> {
    const messages = await textsOf(this.desk.getByTestId('message'));
    return messages.map((message) => message.split('\n')[0] ?? '');
  }

  ends(): Promise<void> {
    return this.desk.getByTestId('close-conversation').click();
  }
}

async function textsOf(locator: Locator): Promise<string[]> {
  return (await locator.allInnerTexts()).map((text) => text.trim());
}
