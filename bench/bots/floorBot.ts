import { randomUUID } from 'node:crypto';
import { ActivityTypes, type CloudAdapter, type ConversationReference, TurnContext } from 'botbuilder';
import WebSocket from 'ws';
// A bot that hands over has dialogs. Loaded, they weigh on the garbage collector of whoever does.
import 'botbuilder-dialogs';
import { ASK, type BenchBot, type BotSettings } from './benchBot';

/**
 * The floor: the least that the same libraries can do to carry words both ways. It keeps a socket per conversation and
 * nothing else: no state that survives, no order, no acknowledgement, no recovery, no limits.
 */
export class FloorBot implements BenchBot {
  private readonly guests = new Map<string, { socket: WebSocket; token: string }>();
  private adapter!: CloudAdapter;

  constructor(private readonly settings: BotSettings) {}

  async start(adapter: CloudAdapter): Promise<void> {
    this.adapter = adapter;
  }

  async run(context: TurnContext): Promise<void> {
    const { activity } = context;
    if (activity.type !== ActivityTypes.Message) return;
    const guest = this.guests.get(activity.conversation.id);
    if (guest !== undefined) send(guest, activity.text);
    else if (activity.text.startsWith(ASK)) await this.handOver(context, activity.text.slice(ASK.length));
  }

  counts(): Record<string, number> {
    return { sessions: this.guests.size };
  }

  private async handOver(context: TurnContext, topic: string): Promise<void> {
    const { url, deploymentId } = this.settings.genesys;
    const reference = TurnContext.getConversationReference(context.activity);
    const token = randomUUID();
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1?deploymentId=${deploymentId}`, {
      perMessageDeflate: false,
    });
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', () =>
        socket.send(JSON.stringify({ action: 'configureSession', token, tracingId: randomUUID(), deploymentId })),
      );
      socket.on('message', (data) => {
        const { class: name, body } = JSON.parse(String(data));
        if (name === 'SessionResponse') resolve();
        else if (body.direction === 'Outbound' && body.text) void this.tellUser(reference, body.text);
      });
    });
    const guest = { socket, token };
    this.guests.set(context.activity.conversation.id, guest);
    send(guest, topic, { queue: 'Support' });
  }

  private tellUser(reference: Partial<ConversationReference>, text: string): Promise<void> {
    return this.adapter.continueConversationAsync('', reference, async (context) => {
      await context.sendActivity(text);
    });
  }
}

function send(
  { socket, token }: { socket: WebSocket; token: string },
  text: string,
  customAttributes?: Record<string, string>,
): void {
  const message = { type: 'Text', text, ...(customAttributes && { channel: { metadata: { customAttributes } } }) };
  socket.send(JSON.stringify({ action: 'onMessage', token, tracingId: randomUUID(), message }));
}
