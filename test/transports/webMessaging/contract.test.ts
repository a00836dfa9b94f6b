import { webMessaging } from '../../../src/transports/webMessaging/webMessaging';
import { describeTransport } from '../../contracts/transportContract';
import { quickSettings } from '../../support/quickSettings';
import { simulatedGenesys } from '../../support/simulatedGenesys';

describeTransport('webMessaging', async () => {
  const genesys = await simulatedGenesys();
  const { simulator } = genesys;
  const dana = simulator.agent('Dana');
  const conversation = async () => {
    const all = simulator.conversations();
    const one = all[0] ?? (await simulator.waitForConversation());
    if (one.state === 'waiting' || one.state === 'alerting') dana.accept(one);
    return one;
  };
  return {
    transport: () => genesys.transport(),
    unstarted: () => webMessaging({ endpoint: simulator.url, deploymentId: simulator.deploymentId, ...quickSettings }),
    userTexts: async (last) => {
      const one = await conversation();
      await one.waitForUserText(last);
      return one.messages.flatMap((message) => (message.direction === 'Inbound' ? (message.text ?? []) : []));
    },
    attributes: async () => (await conversation()).attributes,
    agentSays: async (text) => void dana.sendText(await conversation(), text),
    agentTypes: async () => dana.typing(await conversation()),
    agentLeaves: async () => dana.disconnect(await conversation()),
    breakConnections: () => void simulator.levers.dropSockets(),
    close: () => genesys.close(),
  };
});
