/**
 * An answer that tells the caller what went wrong and, in `detail`, what to change.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly title: string
  readonly headers: Record<string, string>
  readonly members: Record<string, unknown>

  /** `members` are further facts for programs, next to status, title and detail. */
  constructor(
    [status, title]: readonly [number, string],
    detail: string,
    { headers = {}, members = {} }: { headers?: Record<string, string>; members?: Record<string, unknown> } = {},
  ) {
    super(detail)
    this.status = status
    this.title = title
    this.headers = headers
    this.members = members
  }
}

export const BadRequest = [400, 'Bad Request'] as const
export const NotFound = [404, 'Not Found'] as const
export const Conflict = [409, 'Conflict'] as const
export const ContentTooLarge = [413, 'Content Too Large'] as const
export const UnsupportedMediaType = [415, 'Unsupported Media Type'] as const
export const InternalServerError = [500, 'Internal Server Error'] as const
export const ServiceUnavailable = [503, 'Service Unavailable'] as const
