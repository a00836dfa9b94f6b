/** A request that the service refuses: becomes an error frame of class `string` with this code. */
export class GuestRefusal extends Error {
  override readonly name = 'GuestRefusal';
  readonly code: number;

  constructor(code: number, text: string) {
    super(text);
    this.code = code;
  }
}

/** Too fast: becomes a `TooManyRequestsErrorMessage`. */
export class RateRefusal extends Error {
  override readonly name = 'RateRefusal';
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('Too many requests');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Error codes of the guest API. Source: web messaging reference 3.12. */
export const REFUSAL = {
  badRequest: 400,
  forbidden: 403,
  readOnly: 409,
  fileType: 4001,
  fileSize: 4002,
  fileContent: 4003,
  fileName: 4004,
  fileNameLength: 4005,
  sessionExpired: 4006,
  sessionNotFound: 4007,
  attachmentExpired: 4008,
  attachmentNotFound: 4009,
  attachmentNotUploaded: 4010,
  messageTooLong: 4011,
  attributesTooLarge: 4013,
  missingParameter: 4020,
  emptyFile: 4102,
} as const;
