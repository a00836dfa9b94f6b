import { randomUUID } from 'node:crypto';
import { ActivityTypes, type CloudAdapter, type TurnContext } from 'botbuilder';
import type { BenchBot, BotSettings } from './benchBot';

const INTEGRATION_ID = '7d9d9a37-3b52-4d0e-9a43-0f0f5d3b9c11';

type Send = (from: string, text: string) => Promise<void>;

/**
 * What others do for each message of a user, in the same harness. `tokenPerMessage`: a login and then the message, as a
 * public TypeScript contact-centre connector does. `platformSdk`: the message over the platform SDK's own HTTP client.
 * Only the way to the agent, and again no state, order or recovery.
 */
export class PeerBot implements BenchBot {
  private send!: Send;

  constructor(private readonly settings: BotSettings) {}

  async start(_adapter: CloudAdapter): Promise<void> {
    const { sinkUrl } = this.settings.genesys;
    this.send = this.settings.kind === 'platformSdk' ? await bySdk(sinkUrl) : byFetch(sinkUrl);
  }

  async run(context: TurnContext): Promise<void> {
    const { activity } = context;
    if (activity.type === ActivityTypes.Message) await this.send(activity.conversation.id, activity.text);
  }

  counts(): Record<string, number> {
    return {};
  }
}

function byFetch(url: string): Send {
  const credentials = Buffer.from('bench:bench').toString('base64');
  return async (from, text) => {
    const login = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials',
    });
    const { access_token: token } = (await login.json()) as { access_token: string };
    const sent = await fetch(`${url}/api/v2/conversations/messages/${INTEGRATION_ID}/inbound/open/message`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(inbound(from, text)),
    });
    await sent.json();
  };
}

async function bySdk(url: string): Promise<Send> {
  const { default: platformClient } = await import('purecloud-platform-client-v2');
  const client = platformClient.ApiClient.instance;
  client.config.live_reload_config = false;
  const { hostname, port, protocol } = new URL(url);
  client.setGateway({ host: hostname, port: Number(port), protocol: protocol.replace(':', '') });
  client.setAccessToken('bench');
  const api = new platformClient.ConversationsApi(client);
  return async (from, text) => {
    await api.postConversationsMessageInboundOpenMessage(INTEGRATION_ID, inbound(from, text));
  };
}

function inbound(from: string, text: string) {
  const time = new Date().toISOString();
  return { channel: { from: { id: from, idType: 'Opaque' }, time, messageId: randomUUID() }, text };
}
