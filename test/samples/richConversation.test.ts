import { MemoryStorage } from 'botbuilder';
import { type Simulator, startSimulator } from 'botbuilder-genesys-cloud/simulator';
import { type RichConversationApp, startRichConversationApp } from '../../samples/03.rich-conversation/app';
import { type LocalChannel, startLocalChannel } from '../../samples/support/localChannel';
import { ChatUser } from './support/chatUser';

describe('sample 03.rich-conversation', () => {
  let simulator: Simulator;
  let app: RichConversationApp;
  let channel: LocalChannel;
  let user: ChatUser;

  beforeEach(async () => {
    simulator = await startSimulator();
    channel = await startLocalChannel({ port: 0, botUrl: '' });
    app = await startRichConversationApp({
      port: 0,
      storage: new MemoryStorage(),
      environment: {
        GENESYSCLOUD_ENDPOINT: simulator.url,
        GENESYSCLOUD_DEPLOYMENT_ID: simulator.deploymentId,
        ATTACHMENT_HOSTS: new URL(channel.url).host,
      },
    });
    channel.botUrl = app.url;
    user = await ChatUser.join(channel);
  });

  afterEach(async () => {
    user.leave();
    await app.stop();
    await channel.close();
    await simulator.close();
  });

  it('carries a file each way, and says at the end what was said', async () => {
    await user.say('hello');
    await user.hears('Ask for a human');
    await user.say('agent My parcel is late');
    const conversation = await simulator.waitForConversation();
    const first = await conversation.waitForUserText(/^My parcel is late/);
    expect(first.text).toContain('User: hello');
    const dana = simulator.agent('Dana');
    dana.accept(conversation);
    dana.sendAttachment(conversation, {
      filename: 'form.pdf',
      mime: 'application/pdf',
      data: 'pdf',
      text: 'Please fill in',
    });
    const form = await user.hears('Please fill in');
    expect(form.attachments).toMatchObject([{ name: 'form.pdf', contentType: 'application/pdf' }]);

    const path = channel.files.add({ name: 'filled.pdf', type: 'application/pdf', data: Buffer.from('filled') });
    const contentUrl = `${channel.url}${path}`;
    const attachments = [{ contentType: 'application/pdf', contentUrl, name: 'filled.pdf' }];
    await user.post({ type: 'message', attachments });
    await user.say('Done');
    await conversation.waitForUserText('Done');
    expect(conversation.messages.at(-2)?.content).toMatchObject([{ attachment: { filename: 'filled.pdf' } }]);

    dana.disconnect(conversation);
    const back = await user.hears('Back with the bot');
    expect(back.text).toBe('Back with the bot: closed. You said 2 of 3 lines; the last was: Done');
  });
});
