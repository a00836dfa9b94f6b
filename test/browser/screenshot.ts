/** `npm run screenshot`: plays a short handoff on the demo page and takes the picture that the README shows. */
import { join } from 'node:path';
import { DemoBrowser } from './support/demoBrowser';
import { AgentAtDesk, UserAtChat } from './support/people';

async function main(): Promise<void> {
  const browser = await DemoBrowser.start();
  try {
    const page = await browser.newPage({ width: 1360, height: 860 });
    const user = new UserAtChat(page);
    const agent = new AgentAtDesk(page.frameLocator('iframe'));
    await user.open(browser.demo.url);
    for (const text of ['name Ada Lovelace', 'email ada@example.com', 'set order 4711']) {
      await user.says(text);
      await user.sees(text);
    }
    await user.says('agent My parcel is late');
    await agent.accepts('My parcel is late');
    await agent.says('Hello Ada, I am looking at order 4711.');
    await user.sees('I am looking at order 4711.');
    await user.says('Thank you! It was due on Monday.');
    await agent.sees('It was due on Monday.');
    await agent.says('It is in the van and comes today.');
    await user.sees('comes today');
    // Web Chat scrolls on its own time; the picture shows the newest message whole.
    await page.locator('.webchat__bubble__content', { hasText: 'comes today' }).first().scrollIntoViewIfNeeded();
    await page.waitForFunction("document.getAnimations().every(({ playState }) => playState !== 'running')");
    await page.screenshot({ path: join(__dirname, '../../docs/images/demo.png') });
  } finally {
    await browser.stop();
  }
}

void main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
