import { errorCode } from '../../errors';
import { type HistoryPage, parseHistoryPage } from '../../genesys/guestFrames';
import type { GuestMessage } from '../../genesys/guestMessage';
import { getJwt } from '../../genesys/guestRequests';
import { asNumber, parseJson } from '../../genesys/json';
import type { RateBudget } from '../../runtime/rateBudget';
import type { Runtime } from '../../runtime/runtime';
import { abortTogether } from '../../runtime/stopSignal';
import type { GuestConnection } from './guestConnection';

export interface HistorySettings {
  /** Base URL of the platform API. */
  apiBase: string;
  origin?: string;
  fetch: typeof fetch;
  /** For one call, ms. */
  timeoutMs: number;
}

export type HistoryReading =
  /** Entries newest first. `askedAtMs` (our clock) is when the first page was asked for: what came later may be missing. */
  | { kind: 'read'; askedAtMs: number; entries: GuestMessage[]; pages: number }
  /** The connection ended meanwhile. */
  | { kind: 'interrupted' }
  /** `permanent`: asking again will not help. */
  | { kind: 'failed'; permanent: boolean; reason: string; retryAfterMs?: number };

interface PageQuery {
  pageSize: number;
  /** From 1. */
  pageNumber: number;
}

type PageReading =
  | { kind: 'page'; page: HistoryPage }
  | { kind: 'unauthorized' }
  | Exclude<HistoryReading, { kind: 'read' }>;

/**
 * Each page costs one of ten calls a minute, so a long conversation needs large ones. The most that Genesys allows is not
 * documented (unverified); its own Java SDK asks for this many. Whoever gives fewer is read on, whoever refuses is asked for the default.
 */
const LARGE_PAGE = 100;
/** The documented default. Source: developer.genesys.cloud, `GET /api/v2/webmessaging/messages` (2026-11). */
const DEFAULT_PAGE = 25;
/** The token lives about a minute; counted on our clock from its arrival, so a wrong clock does no harm. */
const JWT_USE_MS = 45_000;
const JWT_ANSWER_MS = 10_000;
/** A stop for a server that never says that there is no more. */
const MAX_PAGES = 400;

/** Reads the guest's own history over REST: what the socket does not replay. One reading at a time. */
export class GuestHistory {
  private jwt?: { value: string; usableUntilMs: number };
  private pageSize = LARGE_PAGE;
  private tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly settings: HistorySettings,
    private readonly runtime: Runtime,
    /** Ten calls a minute and session. */
    private readonly budget: RateBudget,
  ) {}

  /** Reads from the newest entry back until one is older than `untilMs` (Genesys' time), or to the beginning. */
  read(connection: GuestConnection, untilMs: number): Promise<HistoryReading> {
    const reading = this.tail.then(() => this.readPages(connection, untilMs));
    this.tail = reading;
    return reading;
  }

  private async readPages(connection: GuestConnection, untilMs: number): Promise<HistoryReading> {
    const reading = await this.readInPagesOf(this.pageSize, connection, untilMs);
    const isRefused = reading.kind === 'failed' && reading.reason === 'http400' && this.pageSize > DEFAULT_PAGE;
    if (!isRefused) return reading;
    this.pageSize = DEFAULT_PAGE;
    return this.readInPagesOf(DEFAULT_PAGE, connection, untilMs);
  }

  private async readInPagesOf(pageSize: number, connection: GuestConnection, untilMs: number): Promise<HistoryReading> {
    const entries: GuestMessage[] = [];
    const askedAtMs = this.runtime.clock.now();
    let size = 0;
    for (let pageNumber = 1; pageNumber <= MAX_PAGES; pageNumber++) {
      const reading = await this.readPage(connection, { pageSize, pageNumber });
      if (reading.kind === 'unauthorized') return { kind: 'failed', permanent: false, reason: 'http401' };
      if (reading.kind !== 'page') return reading;
      const { page } = reading;
      entries.push(...page.entries);
      size += page.size;
      if (page.size === 0 || isLast(page, pageNumber, size) || reaches(page, untilMs)) {
        return { kind: 'read', askedAtMs, entries: newestFirst(entries), pages: pageNumber };
      }
    }
    return { kind: 'read', askedAtMs, entries: newestFirst(entries), pages: MAX_PAGES };
  }

  /** One page; a token that is refused is replaced once. */
  private async readPage(connection: GuestConnection, page: PageQuery): Promise<PageReading> {
    for (let attempt = 0; ; attempt++) {
      const jwt = await this.freshJwt(connection);
      if (typeof jwt !== 'string') return jwt;
      if (!(await this.budget.take(connection.signal))) return { kind: 'interrupted' };
      const reading = await this.fetchPage(connection, jwt, page);
      if (reading.kind !== 'unauthorized' || attempt > 0) return reading;
      this.jwt = undefined;
    }
  }

  private async freshJwt(connection: GuestConnection): Promise<string | Exclude<HistoryReading, { kind: 'read' }>> {
    const { clock } = this.runtime;
    if (this.jwt && clock.now() < this.jwt.usableUntilMs) return this.jwt.value;
    if (!(await connection.budget.take(connection.signal))) return { kind: 'interrupted' };
    const reply = await connection.request(getJwt, JWT_ANSWER_MS);
    if (reply.kind === 'closed') return { kind: 'interrupted' };
    if (reply.kind === 'timeout') return { kind: 'failed', permanent: false, reason: 'jwtTimeout' };
    const { frame } = reply;
    switch (frame.kind) {
      case 'jwt':
        this.jwt = { value: frame.jwt, usableUntilMs: clock.now() + JWT_USE_MS };
        return frame.jwt;
      case 'tooManyRequests':
        return { kind: 'failed', permanent: false, reason: 'jwt429', retryAfterMs: frame.retryAfterMs };
      case 'error':
        return { kind: 'failed', permanent: isPermanent(frame.code), reason: `jwt${frame.code}` };
      default:
        return { kind: 'failed', permanent: false, reason: `jwt:${frame.kind}` };
    }
  }

  private async fetchPage(connection: GuestConnection, jwt: string, query: PageQuery): Promise<PageReading> {
    const { apiBase, origin, timeoutMs } = this.settings;
    const timeout = new AbortController();
    const untie = abortTogether(timeout, connection.signal);
    const cancel = this.runtime.clock.schedule(() => timeout.abort(), timeoutMs);
    try {
      const response = await this.settings.fetch(
        `${apiBase}/api/v2/webmessaging/messages?pageSize=${query.pageSize}&pageNumber=${query.pageNumber}`,
        {
          headers: { accept: 'application/json', authorization: `bearer ${jwt}`, ...(origin && { origin }) },
          signal: timeout.signal,
        },
      );
      const text = await response.text();
      if (response.status === 401) return { kind: 'unauthorized' };
      if (!response.ok) {
        const seconds = asNumber(response.headers.get('retry-after'));
        return {
          kind: 'failed',
          permanent: isPermanent(response.status),
          reason: `http${response.status}`,
          retryAfterMs: seconds === undefined ? undefined : seconds * 1000,
        };
      }
      const page = parseHistoryPage(parseJson(text));
      return page ? { kind: 'page', page } : { kind: 'failed', permanent: false, reason: 'badPage' };
    } catch (error) {
      if (connection.signal.aborted) return { kind: 'interrupted' };
      const cause = (error as { cause?: unknown } | undefined)?.cause;
      const reason = timeout.signal.aborted ? 'timeout' : errorCode(cause ?? error);
      return { kind: 'failed', permanent: false, reason };
    } finally {
      cancel();
      untie();
    }
  }
}

function isPermanent(status: number): boolean {
  return status >= 400 && status < 500 && ![401, 404, 408, 409, 425, 429].includes(status);
}

function isLast(page: HistoryPage, pageNumber: number, size: number): boolean {
  // Both counts must agree: one alone may be an estimate.
  return page.pageCount !== undefined && page.total !== undefined && pageNumber >= page.pageCount && size >= page.total;
}

/** Whether a page, newest first as all clients found it, goes back far enough. An order nobody promised is checked. */
function reaches(page: HistoryPage, untilMs: number): boolean {
  const times = page.entries.flatMap((entry) => entry.timeMs ?? []);
  const newestFirst = times.every((time, index) => index === 0 || times[index - 1]! >= time - 60_000);
  return newestFirst && times.length > 0 && Math.min(...times) < untilMs;
}

/** Sorted by time; equal times keep the order of the history, which lists the newest first as far as all clients saw. */
function newestFirst(entries: readonly GuestMessage[]): GuestMessage[] {
  const times = entries.flatMap((entry) => entry.timeMs ?? []);
  const isOldestFirst = times.length > 0 && times[0]! < times.at(-1)!;
  const ordered = isOldestFirst ? [...entries].reverse() : [...entries];
  return ordered.sort((one, other) => (other.timeMs ?? 0) - (one.timeMs ?? 0));
}
