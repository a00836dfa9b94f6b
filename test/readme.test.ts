import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ActivityHandler, type CloudAdapter, type ConversationState, type TurnContext } from 'botbuilder';
import type { DialogSet } from 'botbuilder-dialogs';
import type { GenesysCloudHandoff } from 'botbuilder-genesys-cloud';
import ts from 'typescript';
import { startBotServer } from '../samples/support/botServer';
import { startLocalChannel } from '../samples/support/localChannel';
import { startGenesys } from './support/genesys';
import { TestUser } from './support/testBot';

interface QuickStart {
  adapter: CloudAdapter;
  conversationState: ConversationState;
  dialogs: DialogSet;
  handoff: GenesysCloudHandoff;
}

/** The README's first block of TypeScript as a function; only the Genesys address is another. */
function readmeExample(endpoint: string, deploymentId: string): (bot: ActivityHandler) => Promise<QuickStart> {
  const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
  const block = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const imports = block.slice(0, block.lastIndexOf("';", block.indexOf('const storage')) + 2);
  const body = block
    .slice(imports.length)
    .replace(/webMessaging\([^)]*\)/, `webMessaging({ endpoint: '${endpoint}', deploymentId: '${deploymentId}' })`);
  const source = `${imports}\nexport const run = async (bot) => {${body}\nreturn { adapter, conversationState, dialogs, handoff }; };`;
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  const exported: { run?: (bot: ActivityHandler) => Promise<QuickStart> } = {};
  // Jest's own `require`, so that the package's name leads to these sources.
  new Function('exports', 'require', outputText)(exported, require);
  if (exported.run === undefined) throw new Error('The README has no example any more.');
  return exported.run;
}

describe('the README', () => {
  it('has a quick start that hands a user over and gets them back', async () => {
    const genesys = await startGenesys();
    const handler = new ActivityHandler();
    const started = readmeExample(genesys.url, genesys.deploymentId)(handler);
    const { adapter, conversationState, dialogs, handoff } = await started;
    handler.onTurn(async (context, next) => {
      const dialog = await dialogs.createContext(context);
      const { status } = await dialog.continueDialog();
      if (status === 'empty' && context.activity.text === 'human please') await dialog.beginDialog('human');
      await next();
      await conversationState.saveChanges(context);
    });
    const run = (context: TurnContext) => handler.run(context);
    const server = await startBotServer({
      port: 0,
      thisMachineOnly: true,
      process: (request, response) => adapter.process(request, response, run),
    });
    const channel = await startLocalChannel({ port: 0, botUrl: server.url });
    try {
      const user = new TestUser(channel, await channel.startConversation());
      await user.say('human please');
      const conversation = await genesys.waitForConversation({ queue: 'Billing' });
      expect(conversation).toMatchObject({ skills: ['invoices'], language: 'fr', priority: 5 });
      const dana = genesys.agent('Dana');
      dana.accept(conversation);
      dana.sendText(conversation, 'Bonjour');
      await user.hears('Bonjour');
      dana.disconnect(conversation);
      await user.hears('I hope that helped.');
    } finally {
      await server.close();
      await handoff.stop();
      await channel.close();
      await genesys.close();
    }
  });
});
