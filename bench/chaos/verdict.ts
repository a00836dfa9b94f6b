import type { Dialogue } from './dialogue';

/** What became of the numbered messages of one direction. */
export interface DirectionCounts {
  sent: number;
  lost: number;
  duplicated: number;
  reordered: number;
}

export interface Verdict {
  toAgent: DirectionCounts;
  toUser: DirectionCounts;
  /** The texts that did not arrive, or not in their place. */
  missing: string[];
  /** Answers of the bot's own logic to a message that was meant for the agent. */
  leakedTurns: number;
  /** Conversations whose bot never came back. */
  leftOpen: number;
  /** Conversations whose bot came back more than once. */
  cameBackTwice: number;
}

/** Compares what was said with what arrived, message by message. */
export function judge(dialogues: readonly Dialogue[]): Verdict {
  const verdict: Verdict = {
    toAgent: { sent: 0, lost: 0, duplicated: 0, reordered: 0 },
    toUser: { sent: 0, lost: 0, duplicated: 0, reordered: 0 },
    missing: [],
    leakedTurns: 0,
    leftOpen: 0,
    cameBackTwice: 0,
  };
  for (const dialogue of dialogues) {
    const { byUser, byAgent } = dialogue.said;
    const started = dialogue.user !== undefined && dialogue.conversation !== undefined;
    add(
      verdict,
      verdict.toAgent,
      numbers(byUser).map((at) => dialogue.fromUser(at)),
      started ? dialogue.read() : [],
    );
    const heard = started ? dialogue.heard() : [];
    add(
      verdict,
      verdict.toUser,
      numbers(byAgent).map((at) => dialogue.fromAgent(at)),
      heard,
    );
    // The greeting holds the help text once; a second one answers a message that the bot should not have seen.
    verdict.leakedTurns += Math.max(0, heard.filter((text) => text.includes('Tell me about yourself')).length - 1);
    const returns = started ? dialogue.returns() : 0;
    if (returns === 0) verdict.leftOpen++;
    if (returns > 1) verdict.cameBackTwice++;
  }
  return verdict;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

function add({ missing }: Verdict, counts: DirectionCounts, expected: string[], arrived: string[]): void {
  const places = new Map<string, number>();
  const wanted = new Set(expected);
  let place = 0;
  for (const text of arrived) {
    if (!wanted.has(text)) continue;
    if (places.has(text)) counts.duplicated++;
    else places.set(text, place++);
  }
  counts.sent += expected.length;
  let newest = -1;
  for (const text of expected) {
    const at = places.get(text);
    if (at !== undefined && at >= newest) {
      newest = at;
      continue;
    }
    missing.push(text);
    if (at === undefined) counts.lost++;
    else counts.reordered++;
  }
}

/**
 * What a run must not exceed. Everything is zero but one figure: a bot that is killed between a delivery to the channel
 * and its mark shows that one message again, at most once for each conversation and kill.
 */
export function failures(verdict: Verdict, conversations: number, kills: number): string[] {
  const { toAgent, toUser } = verdict;
  const found: string[] = [];
  const mustBe = (what: string, figure: number, bound: number) => {
    if (figure > bound) found.push(`${what}: ${figure}, at most ${bound} allowed`);
  };
  mustBe('lost on the way to the agent', toAgent.lost, 0);
  mustBe('duplicated on the way to the agent', toAgent.duplicated, 0);
  mustBe('reordered on the way to the agent', toAgent.reordered, 0);
  mustBe('lost on the way to the user', toUser.lost, 0);
  mustBe('duplicated on the way to the user', toUser.duplicated, conversations * kills);
  mustBe('reordered on the way to the user', toUser.reordered, 0);
  mustBe('bot turns that leaked', verdict.leakedTurns, 0);
  mustBe('handoffs left open', verdict.leftOpen, 0);
  mustBe('conversations that came back twice', verdict.cameBackTwice, 0);
  return found;
}
