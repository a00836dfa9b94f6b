import { asNumber, asObject, asObjects, type JsonObject } from '../genesys/json';
import type { PlatformCall, PlatformClient } from './platformClient';

/** A size that every list of the platform API takes. Source: platform reference, section 6.1. */
const PAGE_SIZE = 100;

/** What a list gave, and whether that is all of it. */
export interface Listing {
  entities: JsonObject[];
  complete: boolean;
}

/** Reads a list page by page, up to `maxPages`: a call costs a share of 300 a minute. */
export async function readPages(
  client: PlatformClient,
  call: Omit<PlatformCall, 'method'>,
  maxPages = 20,
): Promise<Listing> {
  const entities: JsonObject[] = [];
  for (let pageNumber = 1; pageNumber <= maxPages; pageNumber++) {
    const query = { ...call.query, pageSize: PAGE_SIZE, pageNumber };
    const body = asObject(await client.call({ ...call, method: 'GET', query }));
    const page = asObjects(body?.entities);
    entities.push(...page);
    const pageCount = asNumber(body?.pageCount);
    // A list without a page count ends with its first page that is not full.
    if (pageCount === undefined ? page.length < PAGE_SIZE : pageNumber >= pageCount)
      return { entities, complete: true };
  }
  return { entities, complete: false };
}
