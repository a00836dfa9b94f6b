import { HandoffError, type HandoffErrorCode } from '../../errors';
import { onAttachment } from '../../genesys/guestRequests';
import { backoffMs } from '../../runtime/backoff';
import { delay } from '../../runtime/clock';
import type { Runtime } from '../../runtime/runtime';
import { abortTogether, type StopSignal } from '../../runtime/stopSignal';
import type { OpenedAttachment, OutgoingAttachment } from '../transport';
import { type FileRules, fileProblem, maxFileBytes } from './fileRules';
import type { GuestConnection } from './guestConnection';
import { MESSAGE_RESERVE } from './limits';
import type { SessionLog } from './sessionLog';

export interface AttachmentUploadParts {
  runtime: Runtime;
  log: SessionLog;
  fetch: typeof fetch;
  ackTimeoutMs: number;
  /** For all of one try: fetching, uploading, and Genesys' look at it. */
  uploadTimeoutMs: number;
  /** Aborts when the session is over or closed. */
  signal: StopSignal;
  allowed(): FileRules;
}

export type UploadResult =
  | { kind: 'uploaded'; attachmentId: string }
  /** The connection ended meanwhile: do it again on the next. */
  | { kind: 'interrupted' }
  | { kind: 'refused'; error: HandoffError };

type TryResult = UploadResult | { kind: 'failed'; why: string; waitMs?: number };

const TRIES = 3;
const RETRY = { firstMs: 500, maxMs: 5_000 };

/** Genesys' reasons for refusing a file. Source: web-messaging reference 3.12. */
const REFUSALS: Readonly<Record<number, HandoffErrorCode>> = {
  4000: 'fileTypeRefused',
  4001: 'fileTypeRefused',
  4002: 'fileTooLarge',
  4003: 'fileTypeRefused',
  4004: 'fileTypeRefused',
  4005: 'fileTypeRefused',
  4102: 'fileUnreadable',
};

/**
 * Brings a file of the user to Genesys: announce it, stream its bytes from the channel straight into the address that
 * Genesys names, wait until Genesys has looked at it. Nothing is held or stored; a try that fails begins anew.
 */
export class AttachmentUpload {
  private readonly waiting = new Map<string, (code: number | undefined) => void>();

  constructor(private readonly parts: AttachmentUploadParts) {}

  /** Genesys has looked at an uploaded file; a code says why it may not be sent. */
  onChecked(attachmentId: string, code: number | undefined): void {
    this.waiting.get(attachmentId)?.(code);
  }

  async run(connection: GuestConnection, attachment: OutgoingAttachment): Promise<UploadResult> {
    const { runtime, log, uploadTimeoutMs } = this.parts;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const stop = new AbortController();
      const untie = abortTogether(stop, connection.signal, this.parts.signal);
      const cancel = runtime.clock.schedule(() => stop.abort(), uploadTimeoutMs);
      const result = await this.tryOnce(connection, attachment, stop.signal).finally(() => {
        cancel();
        untie();
      });
      if (connection.signal.aborted || this.parts.signal.aborted) return { kind: 'interrupted' };
      if (result.kind !== 'failed') return result;
      log.warn('uploadFailed', { why: result.why, attempt });
      const waitMs = Math.max(result.waitMs ?? 0, backoffMs(attempt, RETRY, runtime.random));
      await delay(runtime.clock, waitMs, connection.signal);
    }
    return refused('fileUnreadable', 'could not be uploaded');
  }

  private async tryOnce(
    connection: GuestConnection,
    attachment: OutgoingAttachment,
    signal: AbortSignal,
  ): Promise<TryResult> {
    const rules = this.parts.allowed();
    const problem = fileProblem(attachment, rules);
    if (problem !== undefined) return refused(problem, 'is not accepted by this deployment');
    let file: OpenedAttachment;
    try {
      file = await attachment.open({ maxBytes: maxFileBytes(rules), signal });
    } catch (error) {
      if (signal.aborted) return { kind: 'failed', why: 'timeout' };
      return error instanceof HandoffError
        ? { kind: 'refused', error }
        : refused('fileUnreadable', 'could not be read');
    }
    try {
      const late = fileProblem({ name: attachment.name, mime: file.mime }, rules);
      if (late !== undefined) return refused(late, 'is not accepted by this deployment');
      return await this.upload(connection, attachment.name, file, signal);
    } finally {
      file.close();
    }
  }

  private async upload(
    connection: GuestConnection,
    fileName: string,
    file: OpenedAttachment,
    signal: AbortSignal,
  ): Promise<TryResult> {
    const { runtime, ackTimeoutMs } = this.parts;
    if (!(await connection.budget.take(signal, MESSAGE_RESERVE))) return { kind: 'failed', why: 'budget' };
    const attachmentId = runtime.random.uuid();
    const described = { attachmentId, fileName, fileType: file.mime, fileSize: file.sizeBytes };
    const reply = await connection.request((envelope) => onAttachment(envelope, described), ackTimeoutMs);
    if (reply.kind !== 'frame') return { kind: 'failed', why: reply.kind };
    const { frame } = reply;
    switch (frame.kind) {
      case 'presignedUrl':
        break;
      case 'uploadRefused':
      case 'error':
        return this.onRefusal(frame.code);
      case 'tooManyRequests':
        return { kind: 'failed', why: '429', waitMs: frame.retryAfterMs };
      default:
        return { kind: 'failed', why: frame.kind };
    }
    const checked = this.waitForCheck(attachmentId, signal);
    try {
      const problem = await this.put(frame.url, frame.headers, file, signal);
      if (problem !== undefined) return { kind: 'failed', why: problem };
      const code = await checked.result;
      if (code === 'aborted') return { kind: 'failed', why: 'timeout' };
      return code === undefined ? { kind: 'uploaded', attachmentId } : this.onRefusal(code);
    } finally {
      checked.stop();
    }
  }

  /** `undefined` when it arrived. */
  private async put(
    url: string,
    headers: Record<string, string>,
    file: OpenedAttachment,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    try {
      const response = await this.parts.fetch(url, {
        method: 'PUT',
        // Every header that Genesys names, and never an authorization. The storage wants the length beforehand.
        headers: { ...headers, 'content-type': file.mime, 'content-length': String(file.sizeBytes) },
        body: ReadableStream.from(file.bytes),
        redirect: 'error',
        signal,
        duplex: 'half',
      } as RequestInit);
      await response.body?.cancel();
      return response.ok ? undefined : `http${response.status}`;
    } catch (error) {
      return signal.aborted ? 'timeout' : error instanceof Error ? error.name : 'unknown';
    }
  }

  private waitForCheck(attachmentId: string, signal: AbortSignal) {
    let stop = () => {};
    const result = new Promise<number | undefined | 'aborted'>((resolve) => {
      const onAbort = () => resolve('aborted');
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiting.set(attachmentId, resolve);
      stop = () => {
        this.waiting.delete(attachmentId);
        signal.removeEventListener('abort', onAbort);
      };
    });
    return { result, stop: () => stop() };
  }

  private onRefusal(code: number): TryResult {
    this.parts.log.warn('fileRefusedByGenesys', { error: code });
    const known = REFUSALS[code];
    if (known !== undefined) return refused(known, `was refused by Genesys (code ${code})`);
    return code >= 500 || code === 408 || code === 0
      ? { kind: 'failed', why: `code${code}` }
      : refused('fileTypeRefused', `was refused by Genesys (code ${code})`);
  }
}

/** The file's name is the user's word, so it is in no error. */
function refused(code: HandoffErrorCode, why: string): { kind: 'refused'; error: HandoffError } {
  return { kind: 'refused', error: new HandoffError(code, `A file of the user ${why}.`) };
}
