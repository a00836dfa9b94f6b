/**
 * The few members of a bot SDK that this package needs, by shape: Bot Framework's botbuilder and the Microsoft 365
 * Agents SDK both fit without a cast.
 */

/** An activity as it comes over the wire. */
export interface ActivityLike {
  type: string;
  id?: string;
  name?: string;
  text?: string;
  textFormat?: string;
  deliveryMode?: string;
  // The SDKs type these differently; they are checked where they are read.
  entities?: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: both SDKs declare the next members as any
  value?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  channelData?: any;
  channelId?: string;
  serviceUrl?: string;
  locale?: string;
  replyToId?: string;
  // The SDKs differ in the exact types of the accounts; what we read of them is checked where we read it.
  conversation?: { id: string };
  from?: { id?: string; name?: string };
  recipient?: { id?: string; name?: string };
  membersRemoved?: { id?: string }[];
  attachments?: { contentType?: string; contentUrl?: string; name?: string; content?: unknown }[];
  reactionsAdded?: { type: string }[];
  reactionsRemoved?: { type: string }[];
  timestamp?: Date | string;
  action?: string;
}

/** A turn. */
export interface TurnContextLike {
  readonly activity: ActivityLike;
  // biome-ignore lint/suspicious/noExplicitAny: the SDKs' own declaration
  readonly turnState: Map<any, any>;
  // biome-ignore lint/suspicious/noExplicitAny: plain objects are taken by both SDKs at run time
  sendActivity(activity: any): Promise<{ id?: string } | undefined>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  onSendActivities(handler: (context: any, activities: any[], next: () => Promise<any[]>) => Promise<any[]>): unknown;
}

export interface MiddlewareLike {
  onTurn(context: TurnContextLike, next: () => Promise<void>): Promise<void>;
}

/** `ConversationState` of either SDK: only its cached bag is read. */
export interface ConversationStateLike {
  // biome-ignore lint/suspicious/noExplicitAny: the SDKs' own TurnContext
  load(context: any, force?: boolean): Promise<unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  get(context: any): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  saveChanges(context: any, force?: boolean): Promise<void>;
}

/** Where to reach a conversation again, as plain JSON. */
export interface ConversationReferenceLike {
  channelId: string;
  serviceUrl: string;
  conversation: { id: string };
  user?: object;
  bot?: object;
  locale?: string;
}

/**
 * The id under which a conversation's record is kept: unique across channels.
 * `undefined` for an activity that belongs to no conversation.
 */
export function botConversationIdOf(activity: {
  channelId?: string;
  conversation?: { id?: string };
}): string | undefined {
  const id = activity.conversation?.id;
  return id ? `${activity.channelId ?? 'unknown'}/${id}` : undefined;
}

/**
 * The reference of an incoming activity. Without the activity's id: a proactive message is an answer to nothing, and Web
 * Chat holds back answers to what it does not know.
 */
export function conversationReferenceOf(activity: ActivityLike): ConversationReferenceLike & Record<string, unknown> {
  return JSON.parse(
    JSON.stringify({
      channelId: activity.channelId ?? '',
      serviceUrl: activity.serviceUrl ?? '',
      conversation: activity.conversation,
      user: activity.from,
      bot: activity.recipient,
      locale: activity.locale,
    }),
  );
}

/**
 * What tells one message from its repetition: Direct Line clients that try again post a new activity with the same client
 * id; other channels deliver the same activity again. Empty where the channel gives neither.
 */
export function activityKey(activity: ActivityLike): string {
  const clientId: unknown = activity.channelData?.clientActivityID;
  return typeof clientId === 'string' && clientId !== '' ? clientId : (activity.id ?? '');
}
