import type { ActivityLike, TurnContextLike } from './bot/botSdk';
import type { HandoffDesk } from './handoffDesk';
import type { HandoffRequest } from './handoffOptions';

/** The name of Bot Framework's event by which a bot asks for a human. */
export const HANDOFF_INITIATE_EVENT = 'handoff.initiate';

/**
 * Serves bots that ask for a human by Bot Framework's event instead of the dialog: the event does not go to the channel,
 * the handoff begins. Whether it worked comes back as `handoff.status`.
 */
export function interceptHandoffInitiate(context: TurnContextLike, desk: Pick<HandoffDesk, 'requestByEvent'>): void {
  const requestInstead = async (activities: ActivityLike[], next: () => Promise<{ id?: string }[]>) => {
    const asked = activities.filter(asksForHuman);
    for (const event of asked) activities.splice(activities.indexOf(event), 1);
    const responses = activities.length > 0 ? await next() : [];
    for (const event of asked) {
      responses.push({ id: await desk.requestByEvent(context, requestFrom(event.value)) });
    }
    return responses;
  };
  // Not async: it sees everything that any bot sends.
  context.onSendActivities((_context, activities, next) =>
    activities.some(asksForHuman) ? requestInstead(activities, next) : next(),
  );
}

function asksForHuman({ type, name }: ActivityLike): boolean {
  return type === 'event' && name === HANDOFF_INITIATE_EVENT;
}

/**
 * The event's value is free; `Skill` and the like stand in Microsoft's own examples, so keys are compared without case.
 */
function requestFrom(value: unknown): HandoffRequest {
  if (typeof value !== 'object' || value === null) return {};
  const fields = new Map(Object.entries(value).map(([key, entry]) => [key.toLowerCase(), entry as unknown]));
  const text = (key: string): string | undefined => {
    const entry = fields.get(key);
    return typeof entry === 'string' && entry.trim() !== '' ? entry : undefined;
  };
  const skills = fields.get('skills') ?? fields.get('skill');
  const priority = Number(fields.get('priority') ?? Number.NaN);
  return {
    topic: text('topic') ?? text('question'),
    queue: text('queue'),
    language: text('language'),
    ...(Number.isFinite(priority) ? { priority } : {}),
    ...(typeof skills === 'string' ? { skills: [skills] } : {}),
    ...(Array.isArray(skills) ? { skills: skills.filter((skill) => typeof skill === 'string') } : {}),
  };
}
