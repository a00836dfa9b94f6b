import type { AgentWords } from './agentWords';
import { splitText } from './bot/agentText';
import {
  activityKey,
  botConversationIdOf,
  type ConversationStateLike,
  conversationReferenceOf,
  type TurnContextLike,
} from './bot/botSdk';
import type { RecentLines } from './bot/recentLines';
import { demandProactive, skillAudience } from './bot/skillTurns';
import { readUserVariables, renderUserData } from './bot/userVariables';
import { cleanText } from './content/cleanText';
import type { Coordination } from './conversation/coordinator';
import type { EndRequester } from './conversation/envelope';
import type { HandoffOutcome } from './conversation/outcome';
import { type HandoffLimits, type HandoffRecord, isLive, RECORD_VERSION, type ToAgent } from './conversation/record';
import type { TransitionResult } from './conversation/transitionResult';
import { errorCode, HandoffError } from './errors';
import { type FirstMessage, type FirstMessageFacts, renderFirstMessage } from './firstMessage';
import { fitAttributes, type Routing, type UserData } from './genesys/routingAttributes';
import type { GenesysCloudHandoffOptions, HandoffRequest } from './handoffOptions';
import type { HandoffTexts } from './handoffTexts';
import type { Admission } from './platform/admission';
import type { Refusal } from './platform/availability';
import { delay } from './runtime/clock';
import type { Runtime } from './runtime/runtime';
import type { StartingTurns } from './startingTurns';
import type { HandoffTransport } from './transports/transport';

/** What became of the wish to hand over: under way, or over before it began. */
export type RequestResult = { kind: 'started'; handoffId: string } | { kind: 'refused'; outcome: HandoffOutcome };

/** How long the bot's transcript store may take before the handoff begins without its lines. */
const TRANSCRIPT_PATIENCE_MS = 3_000;

export interface HandoffDeskParts {
  runtime: Runtime;
  transport: HandoffTransport;
  coordination: Coordination;
  conversationState: ConversationStateLike;
  limits: HandoffLimits;
  defaults: Routing;
  admission: Admission;
  texts: HandoffTexts;
  agentWords: AgentWords;
  firstMessage: FirstMessage;
  userData: GenesysCloudHandoffOptions['userData'];
  recentLines: RecentLines;
  /** Instead of the lines that the middleware saw: those of the bot's own store. */
  storedLines?: (context: TurnContextLike) => Promise<readonly string[]>;
  starting: StartingTurns;
  /** A handoff that was asked for by event could not begin: the bot is to hear it. */
  onEventRefused(context: TurnContextLike, outcome: HandoffOutcome): void;
}

/** Where handoffs are asked for and called off: what the two doors, dialog and middleware, share. */
export class HandoffDesk {
  constructor(private readonly parts: HandoffDeskParts) {}

  /** Begins a handoff of this turn's conversation. It never throws: what cannot be started is an outcome. */
  async request(
    context: TurnContextLike,
    request: HandoffRequest,
    startedBy: HandoffRecord['startedBy'],
  ): Promise<RequestResult> {
    const { runtime, coordination, starting } = this.parts;
    const handoffId = runtime.random.uuid();
    try {
      demandProactive(context);
      const routing = this.routingOf(request);
      const begun = await this.begunBefore(context, startedBy);
      if (begun !== undefined) {
        starting.note(context, begun);
        return { kind: 'started', handoffId: begun.handoffId };
      }
      const admission = await this.parts.admission.check(routing);
      if (admission.kind === 'refused') return this.refused(context, handoffId, admission.refusal);
      const record = await this.newRecord(context, handoffId, { ...request, ...admission.routing }, startedBy);
      if (startedBy === 'dialog') await this.tellWait(context, admission.estimatedWaitSeconds);
      await coordination.coordinator.open(record);
      starting.note(context, { botConversationId: record.botConversationId, handoffId });
      return { kind: 'started', handoffId };
    } catch (error) {
      const botConversationId = botConversationIdOf(context.activity);
      const code = errorCode(error);
      runtime.logger.error({ code: 'handoffNotStarted', botConversationId, handoffId, error: code });
      return { kind: 'refused', outcome: this.refusal(handoffId, code, error) };
    }
  }

  /** Begins a handoff that the bot asked for by Bot Framework's event; gives the handoff's id. */
  async requestByEvent(context: TurnContextLike, request: HandoffRequest): Promise<string> {
    const result = await this.request(context, request, 'event');
    if (result.kind === 'started') return result.handoffId;
    this.parts.onEventRefused(context, result.outcome);
    return result.outcome.handoffId;
  }

  /** Asks for the end of a conversation's handoff. */
  async end(
    botConversationId: string,
    by: EndRequester,
    detail: { activityId?: string; reason?: string } = {},
  ): Promise<TransitionResult> {
    const atMs = this.parts.runtime.clock.now();
    return this.parts.coordination.coordinator.post(botConversationId, { kind: 'endRequested', by, atMs, ...detail });
  }

  private async newRecord(
    context: TurnContextLike,
    handoffId: string,
    request: HandoffRequest,
    startedBy: HandoffRecord['startedBy'],
  ): Promise<HandoffRecord> {
    const { runtime, transport, limits } = this.parts;
    const botConversationId = botConversationIdOf(context.activity);
    if (botConversationId === undefined) {
      throw new HandoffError(
        'settingsInvalid',
        'This turn belongs to no conversation, so there is nothing to hand over.',
      );
    }
    const user = await this.userOf(context);
    const routing = this.routingOf(request);
    const { attributes, left } = fitAttributes(routing, user, transport.maxAttributeBytes);
    const now = runtime.clock.now();
    const topic = request.topic?.trim() || context.activity.text?.trim() || this.parts.agentWords.topic;
    const transcript = await this.linesBefore(context, botConversationId);
    // The author's own function may have put a stranger's words in.
    const text = cleanText(this.firstMessage({ topic, user, routing, left, transcript }));
    return {
      recordVersion: RECORD_VERSION,
      botConversationId,
      handoffId,
      transport: transport.name,
      session: transport.createSession(),
      reference: { ...conversationReferenceOf(context.activity), ...skillAudience(context) },
      locale: context.activity.locale,
      startedBy,
      startedIn: activityKey(context.activity) || undefined,
      limits,
      state: { kind: 'opening' },
      toAgent: toAgentParts(handoffId, text, transport.maxTextBytes, 'note').map((part, index) =>
        index === 0 ? { ...part, attributes } : part,
      ),
      toUser: [],
      toUserCount: 0,
      lately: [],
      seenActivityIds: [activityKey(context.activity)].filter((key) => key !== ''),
      seenGenesysIds: [],
      settledThroughMs: 0,
      genesysSide: 'open',
      askedAtMs: now,
      lastActivityAtMs: now,
    };
  }

  /** What was said before. A handoff never fails for it. */
  private async linesBefore(context: TurnContextLike, botConversationId: string): Promise<readonly string[]> {
    const { storedLines, recentLines, runtime } = this.parts;
    if (storedLines === undefined) return recentLines.of(botConversationId);
    const stopWaiting = new AbortController();
    try {
      const late = delay(runtime.clock, TRANSCRIPT_PATIENCE_MS, stopWaiting.signal).then(() => undefined);
      const lines = await Promise.race([storedLines(context), late]);
      if (lines !== undefined) return lines;
      runtime.logger.warn({ code: 'transcriptNotRead', botConversationId, error: 'timeout' });
    } catch (error) {
      runtime.logger.warn({ code: 'transcriptNotRead', botConversationId, error: errorCode(error) });
    } finally {
      stopWaiting.abort();
    }
    return recentLines.of(botConversationId);
  }

  private routingOf(request: Routing): Routing {
    const { defaults } = this.parts;
    return {
      queue: request.queue ?? defaults.queue,
      skills: request.skills ?? defaults.skills,
      language: request.language ?? defaults.language,
      priority: request.priority ?? defaults.priority,
    };
  }

  /** What is known about the user, as far as the author lets it go. A handoff never fails for it. */
  private async userOf(context: TurnContextLike): Promise<UserData> {
    const { conversationState, userData, runtime } = this.parts;
    await conversationState.load(context);
    const known = readUserVariables(conversationState.get(context));
    if (userData === undefined) return known;
    try {
      return renderUserData(await userData(known, context));
    } catch (error) {
      // It may have been about to mask something, so nothing is sent in its place.
      const botConversationId = botConversationIdOf(context.activity);
      runtime.logger.error({ code: 'userDataFailed', botConversationId, error: errorCode(error) });
      return { customFields: {} };
    }
  }

  private firstMessage(facts: FirstMessageFacts): string {
    const { agentWords, firstMessage, runtime } = this.parts;
    try {
      return renderFirstMessage(facts, firstMessage, agentWords);
    } catch (error) {
      runtime.logger.error({ code: 'firstMessageFailed', error: errorCode(error) });
      return renderFirstMessage(facts, 'topic', agentWords);
    }
  }

  /**
   * The handoff that a run of this very turn began before its process died.
   *
   * @throws HandoffError `alreadyActive` where another is live
   */
  private async begunBefore(
    context: TurnContextLike,
    startedBy: HandoffRecord['startedBy'],
  ): Promise<{ botConversationId: string; handoffId: string } | undefined> {
    const id = botConversationIdOf(context.activity);
    const record = id === undefined ? undefined : (await this.parts.coordination.store.read(id))?.record;
    if (record === undefined || !isLive(record)) return undefined;
    const ofThisTurn = record.startedIn !== undefined && record.startedIn === activityKey(context.activity);
    if (ofThisTurn && record.startedBy === startedBy) return record;
    throw new HandoffError('alreadyActive', `Conversation ${id} is handed over already.`);
  }

  private async tellWait(context: TurnContextLike, seconds: number | undefined): Promise<void> {
    if (seconds === undefined) return;
    const minutes = Math.max(1, Math.ceil(seconds / 60));
    const text = this.parts.texts.render('estimatedWait', context.activity.locale, { minutes });
    if (text !== undefined) await context.sendActivity(text);
  }

  private refused(context: TurnContextLike, handoffId: string, refusal: Refusal): RequestResult {
    const error = refusal.kind === 'failed' ? refusal.error.code : undefined;
    const botConversationId = botConversationIdOf(context.activity);
    // A wrong name is for somebody to put right; a closed line is as it should be.
    const level = refusal.kind === 'failed' ? 'error' : 'info';
    this.parts.runtime.logger[level]({
      code: 'handoffRefused',
      botConversationId,
      handoffId,
      why: refusal.kind,
      error,
    });
    return { kind: 'refused', outcome: { ...this.refusalFacts(handoffId), ...refusal } };
  }

  private refusalFacts(handoffId: string) {
    const now = this.parts.runtime.clock.now();
    return {
      handoffId,
      humanReached: false,
      endedBy: 'system',
      askedAtMs: now,
      endedAtMs: now,
      undelivered: [],
    } as const;
  }

  private refusal(handoffId: string, code: string, error: unknown): HandoffOutcome {
    const facts = this.refusalFacts(handoffId);
    if (code === 'alreadyActive') return { ...facts, kind: 'alreadyActive' };
    const message = error instanceof HandoffError ? error.message : 'The handoff could not be started.';
    return { ...facts, kind: 'failed', error: { code, message } };
  }
}

/** One text as the messages that carry it, with ids that stay the same when the same text comes again. */
export function toAgentParts(id: string, text: string, maxBytes: number, from: ToAgent['from']): ToAgent[] {
  return splitText(text, maxBytes).map((part, index) => ({
    id: index === 0 ? id : `${id}#${index + 1}`,
    text: part,
    from,
  }));
}
