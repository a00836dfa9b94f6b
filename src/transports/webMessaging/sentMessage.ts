import type { GuestMessage } from '../../genesys/guestMessage';
import type { SendReceipt, TransportMessage } from '../transport';

/** The acknowledgement that an inbound entry (an echo, or what the history holds) stands for. */
export function receiptOf(entry: GuestMessage, nowMs: number): SendReceipt {
  const { key, serverId } = entry;
  return {
    genesysMessageId: key,
    ...(serverId !== undefined && { serverMessageId: serverId }),
    timeMs: entry.timeMs ?? nowMs,
  };
}

/**
 * Looks for a message whose acknowledgement never came. At most one message is unacknowledged at any time, so
 * everything up to the last receipt is settled, and what is newer with the same text is the one.
 *
 * `metadata.id` decides wherever the history keeps it; whether Genesys does is not documented.
 *
 * @param entries newest first
 */
export function findSent(
  entries: readonly GuestMessage[],
  message: TransportMessage,
  lastReceipt: SendReceipt | undefined,
): GuestMessage | undefined {
  const inbound = entries.filter((entry) => entry.direction === 'inbound');
  const named = inbound.find((entry) => entry.clientId === message.id);
  if (named) return named;
  return newerThan(lastReceipt, inbound).find(
    (entry) =>
      // An entry that carries another id of ours is another message, whatever it says.
      entry.clientId === undefined && sameContent(entry, message),
  );
}

function newerThan(receipt: SendReceipt | undefined, inbound: readonly GuestMessage[]): readonly GuestMessage[] {
  if (!receipt) return inbound;
  const position = inbound.findIndex((entry) => entry.key === receipt.genesysMessageId);
  // Several messages can be of one millisecond, so the place in the list counts where it is known.
  if (position >= 0) return inbound.slice(0, position);
  return inbound.filter((entry) => entry.timeMs === undefined || entry.timeMs > receipt.timeMs);
}

function sameContent(entry: GuestMessage, { text, answer, attachment }: TransportMessage): boolean {
  if (attachment !== undefined) return entry.held.includes(`file:${attachment.name}`);
  if (answer !== undefined) return answer.every(({ payload }) => entry.held.includes(`answer:${payload}`));
  return entry.held.length === 0 && entry.rawText !== undefined && sameText(entry.rawText, text);
}

/** Genesys may tidy line ends and edges; the words stay. */
function sameText(one: string, other: string): boolean {
  const tidy = (text: string) => text.replace(/\r\n?/g, '\n').trim();
  return tidy(one) === tidy(other);
}
