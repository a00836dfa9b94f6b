import type { HandoffRecord } from '../conversation/record';
import { errorCode } from '../errors';
import type { Logger } from '../runtime/logger';
import type { TurnContextLike } from './botSdk';
import type { ProactiveTurns } from './proactiveTurns';

/**
 * The bot's token for the connector of a conversation's channel: the one that botbuilder's connector client would use.
 * `undefined` for bots without credentials, and for SDKs that keep theirs elsewhere.
 *
 * Read out of botbuilder 4.23.3: `turnState.get(adapter.ConnectorClientKey).credentials.getToken()`. It could not be
 * tried against Azure.
 */
export async function channelToken(
  turns: ProactiveTurns,
  record: HandoffRecord,
  logger: Logger,
): Promise<string | undefined> {
  let token: unknown;
  try {
    await turns.run(
      record.reference,
      async (context: TurnContextLike & { adapter?: { ConnectorClientKey?: symbol } }) => {
        const key = context.adapter?.ConnectorClientKey;
        const client = key && context.turnState.get(key);
        token = await client?.credentials?.getToken?.();
      },
    );
  } catch (error) {
    const { botConversationId, handoffId } = record;
    logger.warn({ code: 'channelTokenMissing', botConversationId, handoffId, error: errorCode(error) });
  }
  return typeof token === 'string' && token !== '' ? token : undefined;
}
