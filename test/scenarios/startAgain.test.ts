import { MemoryStorage, type StoreItems } from 'botbuilder';
import { startGenesys } from '../support/genesys';
import { TestBot } from '../support/testBot';

/** Refuses the next write of the bot's own state. */
class ForgetfulStorage extends MemoryStorage {
  refuse = false;

  override write(changes: StoreItems): Promise<void> {
    if (this.refuse && Object.keys(changes).some((key) => key.includes('/conversations/'))) {
      this.refuse = false;
      return Promise.reject(new Error('cut off'));
    }
    return super.write(changes);
  }
}

describe('a start whose turn was cut off before the bot had saved its state', () => {
  it('is taken up by the channel’s second delivery: one conversation, one outcome', async () => {
    const genesys = await startGenesys();
    const storage = new ForgetfulStorage();
    const bot = await TestBot.start({ genesys, storage });
    try {
      const user = await bot.user();
      const asks = { type: 'message', text: 'agent help', channelData: { clientActivityID: 'c1' } };
      storage.refuse = true;
      await expect(user.post(asks)).rejects.toThrow();
      await user.post(asks);
      const conversation = await genesys.waitForConversation();
      const dana = genesys.agent('Dana');
      dana.accept(conversation);
      dana.sendText(conversation, 'Dana here');
      await user.hears('Dana here');
      // A third delivery is a repetition: the turn is through.
      await user.post(asks);
      dana.disconnect(conversation);
      await user.hears('outcome: closed by agent');
      expect(genesys.conversations()).toHaveLength(1);
      expect(bot.outcomes).toHaveLength(1);
      expect(bot.turns.filter((turn) => turn === 'message:agent help')).toHaveLength(2);
    } finally {
      await bot.stop();
      await genesys.close();
    }
  });
});
