/**
 * What users may come with, in words of their own, and the Genesys queue that deals with it.
 */
import type { GenesysQueue } from 'botbuilder-genesys-cloud';

export interface Topic {
  title: string;
  /** A queue by name, as in Admin > Contact Center > Queues. */
  queue: string;
}

/** Users know their problem, not the names of queues: so topics are offered. Change these to yours. */
export const TOPICS: readonly Topic[] = [
  { title: 'An invoice', queue: 'Billing' },
  { title: 'Something is broken', queue: 'Support' },
  { title: 'I want to buy', queue: 'Sales' },
];

/** The topics whose queue is there; names are compared without case. */
export function topicsWithQueue(topics: readonly Topic[], queues: readonly GenesysQueue[]): Topic[] {
  const names = new Set(queues.map(({ name }) => name.toLowerCase()));
  return topics.filter(({ queue }) => names.has(queue.toLowerCase()));
}
