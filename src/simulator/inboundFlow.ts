/** What the inbound message flow knows when it decides. */
export interface FlowInput {
  /** The customer participant's attributes: the custom attributes of the first message, keys unchanged. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The message that started the conversation; undefined for an attachment or a Join. */
  readonly text: string | undefined;
  readonly deploymentId: string;
}

/** What the flow decides. Names are as in the attributes; ids are as good. */
export interface FlowDecision {
  /** Queue name or id. Unknown or missing: the default queue, as the failure path of *Transfer to ACD* should be drawn. */
  readonly queue?: string;
  readonly skills?: readonly string[];
  readonly language?: string;
  readonly priority?: number;
  /** Said to the guest before the transfer; arrives as the bot's message. */
  readonly welcomeText?: string;
  /** The flow ends the conversation instead of routing it (closed, emergency). */
  readonly disconnect?: boolean;
}

/** An Architect inbound message flow, as a function. */
export type InboundFlow = (input: FlowInput) => FlowDecision;

/**
 * The flow that reads `queue` (or `queueName`, `queueId`), `skills` (comma-separated), `language` and `priority`.
 * Genesys reserves no key: only a flow that reads these attributes makes them count (reference, section 7).
 */
export function routeByAttributes(welcomeText?: string): InboundFlow {
  return ({ attributes }) => ({
    queue: attributes.queue ?? attributes.queueName ?? attributes.queueId,
    skills: (attributes.skills ?? '')
      .split(',')
      .map((skill) => skill.trim())
      .filter((skill) => skill !== ''),
    language: attributes.language,
    priority: toInteger(attributes.priority),
    welcomeText,
  });
}

/** Architect's ToInt gives NOT_SET for text that is no number; the transfer then has no priority. */
function toInteger(text: string | undefined): number | undefined {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isInteger(value) ? value : undefined;
}
