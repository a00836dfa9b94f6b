import type { DeploymentConfiguration } from '../deployment';
import type { StoredFile } from '../fileStore';
import { UPLOAD_TAGGING } from '../fileStore';
import { GUEST_LIMITS } from '../guestLimits';
import { numberAt, stringAt } from '../wireJson';
import { isoTime } from '../world';
import { generateUrlError, push, response } from './frames';
import { GuestRefusal, REFUSAL } from './guestRefusal';
import { type GuestRequest, type GuestService, required, sessionOf } from './guestService';

/** `onAttachment`: checks the announced file and gives an address to upload it to. */
export function onAttachment(request: GuestRequest): void {
  const { service, socket, frame } = request;
  const session = sessionOf(request);
  const attachmentId = stringAt(frame, 'attachmentId') ?? service.world.newUuid();
  const file = {
    id: attachmentId,
    sessionId: session.id,
    fileName: required(frame, 'fileName'),
    fileType: required(frame, 'fileType'),
    fileSize: numberAt(frame, 'fileSize') ?? -1,
  };
  if (file.fileSize < 0) throw new GuestRefusal(REFUSAL.missingParameter, 'Missing parameter: fileSize');
  const problem = problemWith(file, session.deployment.configuration);
  if (problem !== undefined && frame.errorsAsJson === true) {
    socket.send(generateUrlError(attachmentId, problem.code, problem.message, request.tracingId));
    return;
  }
  if (problem !== undefined) throw problem;
  const stored = service.files.announce(file);
  const body = {
    attachmentId,
    url: service.files.uploadUrl(stored),
    headers: { 'x-amz-tagging': UPLOAD_TAGGING },
    fileName: file.fileName,
    fileType: file.fileType,
  };
  socket.send(response('PresignedUrlResponse', body, request.tracingId));
}

/** `getAttachment`: a fresh download address. Empty headers and a size tell it from an upload address. */
export function getAttachment(request: GuestRequest): void {
  const { service, socket } = request;
  const file = ownFile(request);
  if (file.state !== 'ready' && file.state !== 'sent') {
    throw new GuestRefusal(REFUSAL.attachmentNotUploaded, 'Attachment was not successfully uploaded');
  }
  const body = {
    attachmentId: file.id,
    url: service.files.downloadUrl(file),
    headers: {},
    fileName: file.fileName,
    fileSize: file.data.length,
    fileType: file.fileType,
  };
  socket.send(response('PresignedUrlResponse', body, request.tracingId));
}

/** `deleteAttachment`: only for files that were uploaded and not sent. */
export function deleteAttachment(request: GuestRequest): void {
  const file = ownFile(request);
  if (file.state === 'sent') throw new GuestRefusal(REFUSAL.badRequest, 'The attachment has been sent already');
  request.service.files.delete(file.id);
  request.socket.send(push('AttachmentDeletedResponse', { attachmentId: file.id }, request.tracingId));
}

/** Takes the uploaded bytes and, once they are checked, tells the guest. */
export function acceptUpload(service: GuestService, file: StoredFile, data: Buffer): void {
  file.data = data;
  file.state = 'uploaded';
  service.world.clock.setTimeout(() => {
    const timestamp = isoTime(service.world.clock.now());
    const refused = service.levers.uploads.take() !== undefined;
    file.state = refused ? 'refused' : 'ready';
    const frame = refused
      ? push('UploadFailureEvent', {
          attachmentId: file.id,
          errorCode: REFUSAL.fileContent,
          errorMessage: 'File content rejected',
          timestamp,
        })
      : push('UploadSuccessEvent', { attachmentId: file.id, downloadUrl: service.files.downloadUrl(file), timestamp });
    service.sessions.findById(file.sessionId ?? '')?.broadcast(frame);
  }, service.options.uploadScanMs);
}

function ownFile(request: GuestRequest): StoredFile {
  const session = sessionOf(request);
  const id = required(request.frame, 'attachmentId');
  const file = request.service.files.find(id);
  // A guest may also ask for a fresh address of a file that the agent sent.
  const sentToGuest = session.transcript.some((entry) => JSON.stringify(entry.body.content ?? '').includes(`"${id}"`));
  if (file === undefined || (file.sessionId !== session.id && !sentToGuest)) {
    throw new GuestRefusal(REFUSAL.attachmentNotFound, 'Attachment not found');
  }
  return file;
}

function problemWith(
  file: { fileName: string; fileType: string; fileSize: number },
  configuration: DeploymentConfiguration,
): GuestRefusal | undefined {
  const extension = /\.[^./\\]+$/.exec(file.fileName)?.[0].toLowerCase();
  if (file.fileName.length >= GUEST_LIMITS.fileNameCharacters) {
    return new GuestRefusal(REFUSAL.fileNameLength, 'File name is too long');
  }
  if (extension === undefined) return new GuestRefusal(REFUSAL.fileName, 'File name must have an extension');
  if (configuration.blockedExtensions.includes(extension)) {
    return new GuestRefusal(REFUSAL.fileType, `File type ${extension} is not allowed`);
  }
  const allowed = configuration.allowedFileTypes.some((type) => matchesType(type, file.fileType));
  if (!allowed) return new GuestRefusal(REFUSAL.fileType, `File type ${file.fileType} is not allowed`);
  if (file.fileSize === 0) return new GuestRefusal(REFUSAL.emptyFile, 'File is empty');
  if (file.fileSize > GUEST_LIMITS.attachmentKilobytes * 1024) {
    return new GuestRefusal(REFUSAL.fileSize, 'File is too large');
  }
  return undefined;
}

function matchesType(pattern: string, type: string): boolean {
  if (pattern === '*/*') return true;
  return pattern.endsWith('/*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}
