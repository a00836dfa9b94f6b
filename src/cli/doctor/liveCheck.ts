import { errorCode, HandoffError } from '../../errors';
import { asFilled, asObject, asObjects } from '../../genesys/json';
import type { GenesysPlatform } from '../../platform/genesysPlatform';
import { delay } from '../../runtime/clock';
import { silentLogger } from '../../runtime/logger';
import { createRuntime } from '../../runtime/runtime';
import { webMessaging } from '../../transports/webMessaging/webMessaging';
import { type Check, type CheckResult, fail, NEEDS_CREDENTIALS, ok, skipped, warn } from './check';

/** What agents read, should one be quick enough. */
const TEXT = 'Test conversation of botbuilder-genesys-cloud doctor. It closes by itself; no answer is needed.';

/** How often, a second apart, Genesys is asked where the flow has put the conversation. */
const LOOKS = 6;

/** Makes one real conversation, sees whether the flow put it into the wanted queue, and closes it. */
export const checkLive: Check = async ({ region, endpoint, deploymentId, origin, queue, platform, clock }) => {
  const name = 'live conversation';
  if (deploymentId === undefined) return [skipped(name, 'GENESYSCLOUD_DEPLOYMENT_ID is not set')];
  const runtime = createRuntime({ logger: silentLogger, clock });
  const results: CheckResult[] = [];
  try {
    const transport = webMessaging({ region, endpoint, deploymentId, origin });
    try {
      await transport.start(runtime);
      const session = transport.open({
        state: transport.createSession(),
        ids: { botConversationId: 'doctor', handoffId: runtime.random.uuid() },
        resumed: false,
        onEvent: async () => {},
      });
      const askedAtMs = clock.now();
      const attributes: Record<string, string> = queue === undefined ? {} : { queue };
      const receipt = await session.send({ id: runtime.random.uuid(), text: TEXT, attributes });
      results.push(ok(name, `Genesys took the first message in ${clock.now() - askedAtMs} ms`));
      results.push(await routingResult(platform, receipt.serverMessageId, queue, (ms) => delay(clock, ms)));
      const ended = await session.end();
      results.push(
        ended === 'ended'
          ? ok('live end', 'the test conversation is closed')
          : warn(
              'live end',
              'this deployment does not let the guest close it',
              'Close the test conversation at an agent desk, and switch on Conversation Clear.',
            ),
      );
    } finally {
      await transport.stop();
    }
  } catch (error) {
    const advice = error instanceof HandoffError ? error.message : 'See the checks above.';
    results.push(fail(results.length === 0 ? name : 'live end', errorCode(error), advice));
  }
  return results;
};

async function routingResult(
  platform: GenesysPlatform | undefined,
  serverMessageId: string | undefined,
  queue: string | undefined,
  wait: (ms: number) => Promise<void>,
): Promise<CheckResult> {
  const name = 'live routing';
  if (platform === undefined) return skipped(name, NEEDS_CREDENTIALS);
  try {
    const conversationId = serverMessageId && (await platform.conversations.conversationOf(serverMessageId));
    if (!conversationId) return skipped(name, 'Genesys does not say which conversation it became');
    for (let look = 0; look < LOOKS; look++) {
      if (look > 0) await wait(1_000);
      const reached = await queueOf(platform, conversationId);
      if (reached === undefined) continue;
      if (queue === undefined)
        return ok(name, `the flow chose the queue "${(await platform.findQueue(reached)).name}"`);
      const wanted = await platform.findQueue(queue);
      if (reached === wanted.id)
        return ok(name, `the flow put it into "${wanted.name}" (conversation ${conversationId})`);
      return fail(
        name,
        `the flow put it into the queue ${reached} instead of "${wanted.name}"`,
        'The inbound message flow does not read the attribute "queue", or its Transfer to ACD does not use it: see samples/architect.',
      );
    }
    return warn(
      name,
      `conversation ${conversationId} was in no queue after ${LOOKS - 1} s`,
      'Look at the inbound message flow: a message may be asked for or sent before it transfers.',
    );
  } catch (error) {
    if (!(error instanceof HandoffError)) throw error;
    return skipped(name, error.code, error.message);
  }
}

/** The queue that the conversation waits in, or waited in last. */
async function queueOf(platform: GenesysPlatform, conversationId: string): Promise<string | undefined> {
  const path = '/conversations/messages/{id}';
  const body = asObject(await platform.client.call({ method: 'GET', path, params: { id: conversationId } }));
  const inQueue = asObjects(body?.participants).filter(({ purpose }) => purpose === 'acd' || purpose === 'agent');
  return inQueue
    .map((participant) => asFilled(asObject(participant.queue)?.id))
    .filter((id) => id !== undefined)
    .pop();
}
