import type { HttpAnswer, HttpRequest } from '../http/routes';
import type { JsonObject } from '../wireJson';
import { platformError } from './platformErrors';
import type { PlatformService } from './platformService';

/** Largest page of a list. Source: limits of other list calls; for these unverified. */
const LARGEST_PAGE = 500;

/** One page of a list in the platform API's envelope. Source: platform reference, section 6.1. */
export function entityPage(service: PlatformService, request: HttpRequest, hits: readonly JsonObject[]): HttpAnswer {
  const query = request.url.searchParams;
  const pageNumber = integer(query.get('pageNumber'), 1);
  const pageSize = integer(query.get('pageSize'), 25);
  if (pageNumber === undefined || pageSize === undefined || pageSize > LARGEST_PAGE)
    return platformError(service.world, 400);
  const pageCount = Math.max(1, Math.ceil(hits.length / pageSize));
  const page = (number: number) => `${request.url.pathname}?pageSize=${pageSize}&pageNumber=${number}`;
  const body = {
    entities: hits.slice((pageNumber - 1) * pageSize, pageNumber * pageSize),
    pageSize,
    pageNumber,
    total: hits.length,
    pageCount,
    firstUri: page(1),
    selfUri: page(pageNumber),
    lastUri: page(pageCount),
    ...(pageNumber < pageCount ? { nextUri: page(pageNumber + 1) } : {}),
    ...(pageNumber > 1 ? { previousUri: page(pageNumber - 1) } : {}),
  };
  return { status: 200, body };
}

function integer(text: string | null, otherwise: number): number | undefined {
  if (text === null) return otherwise;
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
