/**
 * An answer that tells the caller what went wrong and, in `detail`, what to change.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly title: string
  /** `urn:sfs3:problem:<name>` */
  readonly type: string
  readonly headers: Record<string, string>
  readonly members: Record<string, unknown>

  /** `members` are further members of the answer, for programs. */
  constructor(
    [status, title, name]: ProblemType,
    detail: string,
    { headers = {}, members = {} }: { headers?: Record<string, string>; members?: Record<string, unknown> } = {},
  ) {
    super(detail)
    this.status = status
    this.title = title
    this.type = `urn:sfs3:problem:${name}`
    this.headers = headers
    this.members = members
  }
}

/** Status, title and name of each problem. A name is stable: `docs/api.md` says what to do about it. */
export type ProblemType = readonly [status: number, title: string, name: string]

export const badRequest = [400, 'Bad Request', 'bad-request'] as const
export const unauthorized = [401, 'Unauthorized', 'unauthorized'] as const
export const notFound = [404, 'Not Found', 'not-found'] as const
export const conflict = [409, 'Conflict', 'conflict'] as const
export const contentTooLarge = [413, 'Content Too Large', 'content-too-large'] as const
export const unsupportedMediaType = [415, 'Unsupported Media Type', 'unsupported-media-type'] as const
export const idempotencyKeyTaken = [422, 'Idempotency Key Taken', 'idempotency-key-taken'] as const
export const statusUnknown = [429, 'Status Not Yet Known', 'status-not-yet-known'] as const
export const unprocessableContent = [422, 'Unprocessable Content', 'unprocessable-content'] as const
export const internalServerError = [500, 'Internal Server Error', 'internal-server-error'] as const
export const serviceUnavailable = [503, 'Service Unavailable', 'service-unavailable'] as const
