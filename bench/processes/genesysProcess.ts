/** The contact centre of a bench, as a process of its own: the simulator, one tireless agent, and a plain HTTP sink. */
import type { SimulatedConversation } from 'botbuilder-genesys-cloud/simulator';
import { startSimulator } from 'botbuilder-genesys-cloud/simulator';
import { Arrivals, nowMs } from '../support/arrivals';
import { serveCommands } from '../support/commands';
import { paced } from '../support/pace';
import { startInboundSink } from './inboundSink';

const AGENT = 'Agent';
const LOOK_EVERY_MS = 20;

/** Where a bot finds Genesys. */
export interface GenesysPlace {
  url: string;
  deploymentId: string;
  /** Takes inbound messages over HTTP as Open Messaging does. */
  sinkUrl: string;
}

export interface SayArgs {
  label: string;
  prefix: string;
  count: number;
  perSecond: number;
  /** How many of the label's conversations take turns. Default: all. */
  conversations?: number;
}

/** `[text, when]` of each message. */
export type Times = [text: string, atMs: number][];

const simulator = startSimulator({
  limits: { enforce: false },
  agents: [{ name: AGENT, capacity: 1_000_000 }],
  waitTimeoutMs: 0,
});
const arrivals = new Arrivals();
const sink = startInboundSink((text) => arrivals.note(text));
const byLabel = new Map<string, SimulatedConversation[]>();
let looked = 0;
let answering = false;

const commands = {
  async start(): Promise<GenesysPlace> {
    const { url, deploymentId } = await simulator;
    return { url, deploymentId, sinkUrl: (await sink).url };
  },

  /** Takes what rings until the label has this many conversations; greets, so that the bot knows that a human is there. */
  async accept({ label, count, withinMs }: { label: string; count: number; withinMs: number }): Promise<number> {
    const deadlineMs = nowMs() + withinMs;
    while (of(label).length < count && nowMs() < deadlineMs) {
      await acceptRinging();
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    return of(label).length;
  },

  /** The agent writes, one conversation after the other. */
  async say({ label, prefix, count, perSecond, conversations }: SayArgs): Promise<Times> {
    const agent = (await simulator).agent(AGENT);
    const targets = of(label).slice(0, conversations);
    const sent: Times = [];
    await paced(count, perSecond, (index) => {
      const text = `${prefix}${index}`;
      sent.push([text, nowMs()]);
      agent.sendText(targets[index % targets.length]!, text);
    });
    return sent;
  },

  /** From now on the agent answers each message at once, with the same words. */
  answer({ on }: { on: boolean }): void {
    answering = on;
  },

  clear(): void {
    arrivals.clear();
  },

  async reach({ count, withinMs }: { count: number; withinMs: number }): Promise<number> {
    await arrivals.reach(count, withinMs);
    return arrivals.count;
  },

  times(): Times {
    return arrivals.all();
  },
};

export type GenesysCommands = typeof commands;

function of(label: string): SimulatedConversation[] {
  const known = byLabel.get(label) ?? [];
  byLabel.set(label, known);
  return known;
}

async function acceptRinging(): Promise<void> {
  const { conversations, agent } = await simulator;
  const all = conversations();
  for (; looked < all.length; looked++) {
    const conversation = all[looked]!;
    const [label = ''] = (conversation.messages[0]?.text ?? '').split('-');
    watch(conversation);
    agent(AGENT).accept(conversation);
    agent(AGENT).sendText(conversation, `hello ${conversation.messages[0]?.text}`);
    of(label).push(conversation);
  }
}

/** The simulator has no event per message, only waits that are all asked again; a look into the list costs nothing. */
function watch(conversation: SimulatedConversation): void {
  const messages = conversation.messages as SimulatedConversation['messages'][number][];
  messages.push = (...added) => {
    for (const { from, text } of added) {
      if (from !== 'user' || text === undefined) continue;
      arrivals.note(text);
      if (answering) setImmediate(() => void answer(conversation, text));
    }
    return Array.prototype.push.apply(messages, added);
  };
}

async function answer(conversation: SimulatedConversation, text: string): Promise<void> {
  (await simulator).agent(AGENT).sendText(conversation, text);
}

serveCommands(commands);
