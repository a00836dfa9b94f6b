import { startRichConversationApp } from '../../samples/03.rich-conversation/app';
import { DemoBrowser } from './support/demoBrowser';
import { AgentAtDesk, UserAtChat } from './support/people';

describe('a rich conversation in the browser', () => {
  let browser: DemoBrowser;

  beforeAll(async () => {
    browser = await DemoBrowser.start({ rich: true, startApp: startRichConversationApp });
  });

  afterEach(() => browser.closePages());

  afterAll(() => browser.stop());

  async function connected() {
    const user = new UserAtChat(await browser.newPage());
    const deskPage = await browser.newPage();
    await user.open(browser.demo.url);
    await deskPage.goto(browser.demo.simulator.deskUrl);
    const agent = new AgentAtDesk(deskPage);
    const topic = `Parcel ${Math.random().toString(36).slice(2, 8)}`;
    await user.says(`agent ${topic}`);
    await agent.accepts(topic);
    await agent.says('Hello');
    await user.sees('Hello');
    const send = async (name: string) => {
      await deskPage.getByTestId('content-menu').click();
      await deskPage.locator(`[data-testid=content-item][data-name=${name}]`).click();
    };
    return { user, agent, deskPage, send };
  }

  it('shows each kind of content, and takes the answers back', async () => {
    const { user, agent, send } = await connected();
    const chat = user.page;
    /** A button of a card; the one that screen readers are told of beside it is not meant. */
    const press = (name: string | RegExp) => chat.locator('button.ac-pushButton', { hasText: name }).last().click();

    await send('quickReplies');
    await user.sees('What is it about?');
    await chat.getByRole('toolbar').getByRole('button', { name: 'Refund' }).click();
    await agent.sees('Chose: Refund');

    await send('card');
    await press('Change the address');
    await agent.sees('Chose: Change the address');

    await send('carousel');
    await press('Take the medium box');
    await agent.sees('Chose: Take the medium box');
    await send('listPicker');
    await user.sees('Where will you collect it?');
    await user.says('Ghent, Bruges');
    await agent.sees('Chose: Bruges');

    await send('datePicker');
    await user.sees('When shall we call?');
    await press(/January 7, 2030.*9:00/);
    await agent.sees('Chose: Monday, January 7, 2030');

    await send('form');
    await user.sees('What is broken?');
    await send('unknown');
    await user.sees('[This message cannot be shown here.]');

    await send('picture');
    const picture = chat
      .locator('.webchat__imageContent img, img.webchat__render-html__image, img[src*="parcel.png"]')
      .last();
    await picture.waitFor();
    expect(await picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)).toBe(64);
    expect(browser.complaints).toEqual([]);
  });

  it('carries files both ways, and says so where it does not', async () => {
    const { user, agent, deskPage } = await connected();
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const chatFile = user.page.locator('input[type=file]');
    await chatFile.setInputFiles({ name: 'label.png', mimeType: 'image/png', buffer: png });
    await user.box.press('Enter');
    const shown = deskPage.locator('img.picture[alt="label.png"]');
    await shown.waitFor();
    expect(await shown.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)).toBe(1);

    await chatFile.setInputFiles({ name: 'run.exe', mimeType: 'application/x-msdownload', buffer: png });
    await user.box.press('Enter');
    await user.sees('Files like run.exe are not accepted here');
    await agent.sees('could not be passed on: run.exe');

    const note = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') };
    await deskPage.getByTestId('file-input').setInputFiles(note);
    await user.page.getByText('note.txt').first().waitFor();
    await agent.ends();
    await user.sees('Back with the bot: closed.');
    expect(browser.complaints).toEqual([]);
  });
});
