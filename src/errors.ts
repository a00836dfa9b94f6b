/**
 * Every error this package raises, by code. Callers branch on `code`, never on the text.
 *
 * | code | what happened | retryable |
 * | --- | --- | --- |
 * | `settingsMissing` | a required setting is absent | no |
 * | `settingsInvalid` | a setting is malformed | no |
 * | `widgetDeploymentRetired` | settings of the removed web chat widget were given | no |
 * | `accessDenied` | Genesys refused the connection (HTTP 403): deployment id or allowed domains | no |
 * | `connectFailed` | Genesys could not be reached | yes |
 * | `startTimedOut` | the handoff could not be opened in time | yes |
 * | `sessionExpired` | the guest session's lifetime passed | no |
 * | `sessionLost` | Genesys no longer knows the guest session | no |
 * | `sessionReadOnly` | the conversation ended read-only; nothing more can be sent | no |
 * | `sessionClosed` | the session was closed on our side while something waited on it | yes |
 * | `messageRefused` | Genesys refused this one message for good | no |
 * | `attributesTooLarge` | the custom attributes exceed 2,048 bytes | no |
 * | `fileTooLarge` | a file of the user is larger than the deployment, or Genesys, takes | no |
 * | `fileTypeRefused` | the deployment, or Genesys, does not take files of this type | no |
 * | `fileSourceRefused` | a file lies where files are not fetched from | no |
 * | `fileUnreadable` | a file could not be fetched or uploaded | no |
 * | `alreadyActive` | this conversation is already handed over | no |
 * | `notStarted` | `handoff.start()` has not run, or `stop()` has | no |
 * | `storageUnavailable` | the storage failed or did not answer in time | yes |
 * | `versionConflict` | somebody else changed the record first | yes |
 * | `recordCorrupt` | a stored record could not be read | no |
 * | `deliveryFailed` | the channel refused a message for good | no |
 * | `proactiveUnsupported` | this adapter cannot continue a conversation | no |
 * | `expectRepliesUnsupported` | the caller wants all replies in its own request, so nobody could answer later | no |
 * | `resumeNotTaken` | the bot ran its turn but the waiting dialog did not | no |
 * | `credentialsInvalid` | the login refused the OAuth client: wrong pair, or the right one in another region | no |
 * | `permissionMissing` | the OAuth client may not do this; the message names the permission | no |
 * | `notFound` | Genesys knows no such thing, or the OAuth client may not see it | no |
 * | `platformRefused` | the platform API refused a request for good | no |
 * | `platformUnavailable` | the platform API could not be reached, or failed | yes |
 * | `rateLimited` | the platform API asks for fewer calls | yes |
 * | `availabilityUnknown` | whether the line is open could not be found out | yes |
 * | `queueUnknown` | no queue has this name or id | no |
 * | `queueAmbiguous` | several queues have this name | no |
 * | `skillUnknown` | no ACD skill has this name | no |
 * | `languageUnknown` | no language skill has this name or code | no |
 */
export type HandoffErrorCode =
  | 'settingsMissing'
  | 'settingsInvalid'
  | 'widgetDeploymentRetired'
  | 'accessDenied'
  | 'connectFailed'
  | 'startTimedOut'
  | 'sessionExpired'
  | 'sessionLost'
  | 'sessionReadOnly'
  | 'sessionClosed'
  | 'messageRefused'
  | 'attributesTooLarge'
  | 'fileTooLarge'
  | 'fileTypeRefused'
  | 'fileSourceRefused'
  | 'fileUnreadable'
  | 'alreadyActive'
  | 'notStarted'
  | 'storageUnavailable'
  | 'versionConflict'
  | 'recordCorrupt'
  | 'deliveryFailed'
  | 'proactiveUnsupported'
  | 'expectRepliesUnsupported'
  | 'resumeNotTaken'
  | 'credentialsInvalid'
  | 'permissionMissing'
  | 'notFound'
  | 'platformRefused'
  | 'platformUnavailable'
  | 'rateLimited'
  | 'availabilityUnknown'
  | 'queueUnknown'
  | 'queueAmbiguous'
  | 'skillUnknown'
  | 'languageUnknown';

const retryableCodes: ReadonlySet<HandoffErrorCode> = new Set([
  'connectFailed',
  'startTimedOut',
  'sessionClosed',
  'storageUnavailable',
  'versionConflict',
  'platformUnavailable',
  'rateLimited',
  'availabilityUnknown',
]);

/**
 * The one error class of this package. The message says what happened, to which id, and what to do; it never holds
 * a secret, a token or the text of a chat message.
 */
export class HandoffError extends Error {
  override readonly name = 'HandoffError';
  /** Whether the same call may succeed later without any change. */
  readonly retryable: boolean;
  /** Genesys' id of the request that failed, where it gave one: its support asks for it. */
  readonly correlationId?: string;

  constructor(
    readonly code: HandoffErrorCode,
    message: string,
    options: { cause?: unknown; correlationId?: string } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.retryable = retryableCodes.has(code);
    if (options.correlationId !== undefined) this.correlationId = options.correlationId;
  }
}

/** The code of any thrown value, for logs: ours, a system error's (`ECONNREFUSED`), an HTTP status, or `unknown`. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  const { code, statusCode, name } = error as { code?: unknown; statusCode?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  if (typeof statusCode === 'number') return `http${statusCode}`;
  return typeof name === 'string' ? name : 'unknown';
}
