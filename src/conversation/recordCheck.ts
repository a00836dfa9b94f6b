import { ANSWER_TYPES } from '../richContent';
import { FILE_REFUSALS, type HandoffRecord, RECORD_VERSION } from './record';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const object: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const oneOf =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const fields =
  (checks: Record<string, Check>): Check =>
  (value) =>
    object(value) && Object.entries(checks).every(([key, check]) => check((value as Record<string, unknown>)[key]));
const either =
  (...checks: Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));

const outcome = fields({
  kind: text,
  handoffId: text,
  humanReached: flag,
  endedBy: oneOf('agent', 'user', 'system'),
  endedAtMs: number,
  undelivered: list(text),
});

const answer = fields({ type: oneOf(...ANSWER_TYPES), text, payload: text, originatingMessageId: optional(text) });

const action = either(
  fields({ kind: oneOf('link'), text, url: text }),
  fields({ kind: oneOf('postback'), text, payload: text }),
);
const card = fields({ title: text, description: optional(text), imageUrl: optional(text), actions: list(action) });
const heading = { title: optional(text), subtitle: optional(text) };
const listItem = fields({ id: text, title: text, subtitle: optional(text), imageUrl: optional(text) });

const content = either(
  fields({ kind: oneOf('text'), text }),
  fields({ kind: oneOf('attachment'), name: text, mime: text, mediaType: text, url: optional(text) }),
  fields({ kind: oneOf('quickReplies'), title: optional(text), choices: list(fields({ text, payload: text })) }),
  fields({ kind: oneOf('card'), card }),
  fields({ kind: oneOf('carousel'), cards: list(card) }),
  fields({
    kind: oneOf('listPicker'),
    messageId: text,
    ...heading,
    sections: list(fields({ title: optional(text), multiple: flag, items: list(listItem) })),
  }),
  fields({ kind: oneOf('datePicker'), messageId: text, ...heading, times: list(fields({ dateTime: text })) }),
  fields({ kind: oneOf('form'), ...heading, questions: list(text) }),
  fields({ kind: oneOf('unknown'), contentType: text }),
);

const note = either(
  fields({ key: oneOf('userLeft', 'undeliverable') }),
  fields({ key: oneOf('fileNotPassedOn'), name: text, why: oneOf(...FILE_REFUSALS) }),
);

const isRecord = fields({
  recordVersion: oneOf(RECORD_VERSION),
  botConversationId: text,
  handoffId: text,
  transport: text,
  session: object,
  reference: object,
  locale: optional(text),
  startedBy: oneOf('dialog', 'event'),
  limits: fields({
    startTimeoutMs: number,
    noAgentTimeoutMs: number,
    idleTimeoutMs: number,
    tombstoneMs: number,
    cleanUpMs: number,
  }),
  state: either(
    fields({ kind: oneOf('opening', 'waiting', 'connected') }),
    fields({
      kind: oneOf('ending'),
      outcome,
      draining: optional(fields({ untilMs: number, tellUser: flag })),
    }),
    fields({ kind: oneOf('resuming'), outcome, attempts: number }),
    fields({ kind: oneOf('ended'), outcome, expiresAtMs: number }),
  ),
  toAgent: list(
    fields({
      id: text,
      text,
      from: oneOf('user', 'note'),
      attributes: optional(object),
      answer: optional(list(answer)),
      file: optional(fields({ url: text, name: text, mime: text })),
      note: optional(note),
    }),
  ),
  offered: optional(fields({ choices: list(answer), fresh: flag })),
  transcript: optional(list(fields({ from: oneOf('user', 'agent', 'flow'), text, atMs: number }))),
  toUser: list(
    either(
      fields({
        kind: oneOf('text'),
        id: text,
        text,
        from: oneOf('agent', 'flow'),
        name: optional(text),
        picture: optional(text),
        content: optional(list(content)),
        markdown: optional(flag),
      }),
      fields({ kind: oneOf('notice'), id: text, notice: text, name: optional(text) }),
      fields({ kind: oneOf('status'), id: text, state: oneOf('accepted') }),
    ),
  ),
  toUserCount: number,
  lastReceipt: optional(fields({ genesysMessageId: text, timeMs: number })),
  lately: list(fields({ text, timeMs: number })),
  seenActivityIds: list(text),
  seenGenesysIds: list(fields({ id: text, timeMs: number })),
  settledThroughMs: number,
  gapSinceMs: optional(number),
  agentName: optional(text),
  genesysConversationId: optional(text),
  resumeUnwanted: optional(flag),
  genesysSide: either(oneOf('open', 'closed'), fields({ closeUntilMs: number, tellAgent: flag })),
  askedAtMs: number,
  connectedAtMs: optional(number),
  lastActivityAtMs: number,
});

/**
 * Whether a document out of a storage is a record that `transition` can work with: storages are shared, and documents get
 * damaged. What is refused here never reaches the core, which is therefore total.
 */
export function isHandoffRecord(value: unknown): value is HandoffRecord {
  return isRecord(value);
}
