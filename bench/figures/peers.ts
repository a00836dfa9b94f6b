import type { BotUnderTest } from '../support/botUnderTest';
import { figure } from '../support/figure';
import { pairedRatio } from '../support/statistics';
import { alternate, type Group, onStage } from './group';

const NOTE =
  'Beside the figures, not judged: what comes first in this row is the peer. Its messages go to a sink that checks nothing, over HTTP as Open Messaging asks for.';

/** What other ways of carrying a user's message to Genesys cost in the same harness. */
export const peers: Group = {
  name: 'peers',
  measure: (context) =>
    onStage(context, async (stage) => {
      const { quick } = context.plan;
      const conversations = quick ? 50 : 200;
      const volume = { count: quick ? 200 : 600, perSecond: quick ? 100 : 200 };
      const token = await stage.bot('token', { kind: 'tokenPerMessage' });
      const sdk = await stage.bot('sdk', { kind: 'platformSdk' });
      const floor = await stage.bot('floor', { kind: 'floor' });
      await floor.handOver(conversations);
      token.conversations = conversations;
      sdk.conversations = conversations;
      context.say('what peers do');
      const side = (bot: BotUnderTest) => async () => {
        const { cpuUsPerMessage, lost } = await stage.round(bot, 'toAgent', volume);
        if (lost > 0) throw new Error(`${bot.label} lost ${lost} messages: ${bot.lastOutput}`);
        return cpuUsPerMessage;
      };
      const [tokenUs = [], sdkUs = [], floorUs = []] = await alternate(quick ? 2 : 4, [token, sdk, floor].map(side));
      const shared = { group: 'peers', unit: 'µs', floor: floorUs, note: NOTE };
      return {
        figures: [
          figure({
            ...shared,
            name: 'a peer, user → agent: CPU per message, a token request for each',
            ours: tokenUs,
            ratio: pairedRatio(tokenUs, floorUs),
          }),
          figure({
            ...shared,
            name: "a peer, user → agent: CPU per message, the platform SDK's own HTTP",
            ours: sdkUs,
            ratio: pairedRatio(sdkUs, floorUs),
          }),
        ],
      };
    }),
};
