import type { HandoffErrorCode } from '../../errors';
import type { DeploymentConfiguration } from '../../genesys/deploymentConfiguration';
import type { GuestSessionInfo } from '../../genesys/guestFrames';

/** What Genesys says about files: in the session's answer, and in the deployment's public configuration. */
export interface FileRules {
  session?: GuestSessionInfo['media'];
  deployment?: DeploymentConfiguration['fileUpload'];
}

/** Source: Genesys Developer Center, "Limits", Web Messaging section: 10 MB where nothing else is said (2026-10). */
const MAX_FILE_BYTES = 10_240 * 1024;

export function maxFileBytes({ session, deployment }: FileRules): number {
  return Math.min(MAX_FILE_BYTES, session?.maxFileBytes ?? MAX_FILE_BYTES, deployment?.maxFileBytes ?? MAX_FILE_BYTES);
}

/** Whether a file may be sent at all, by its name and type; Genesys refuses the same, but only after the bytes moved. */
export function fileProblem(file: { name: string; mime: string }, rules: FileRules): HandoffErrorCode | undefined {
  const { session, deployment } = rules;
  if (deployment?.enabled === false) return 'fileTypeRefused';
  const extension = /\.[^.]+$/.exec(file.name)?.[0].toLowerCase();
  if (extension === undefined || session?.blockedExtensions.includes(extension)) return 'fileTypeRefused';
  // A pattern is no type yet: it is looked at again when the file was opened.
  if (file.mime.includes('*')) return undefined;
  const allowed = [session?.types, deployment?.types].every(
    (types) => types === undefined || types.length === 0 || types.some((type) => matches(type, file.mime)),
  );
  return allowed ? undefined : 'fileTypeRefused';
}

function matches(pattern: string, mime: string): boolean {
  if (pattern === '*/*') return true;
  return pattern.endsWith('/*') ? mime.startsWith(pattern.slice(0, -1)) : pattern.toLowerCase() === mime;
}
