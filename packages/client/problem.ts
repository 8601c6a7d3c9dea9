import * as z from 'zod'

/** The problems of the facade: `docs/api.md` says what to do about each. `about:blank` is what no API of ours answers, e.g. a proxy. */
export type ProblemType =
  | 'urn:sfs3:problem:bad-request'
  | 'urn:sfs3:problem:not-found'
  | 'urn:sfs3:problem:conflict'
  | 'urn:sfs3:problem:content-too-large'
  | 'urn:sfs3:problem:unsupported-media-type'
  | 'urn:sfs3:problem:unprocessable-content'
  | 'urn:sfs3:problem:idempotency-key-taken'
  | 'urn:sfs3:problem:status-not-yet-known'
  | 'urn:sfs3:problem:internal-server-error'
  | 'urn:sfs3:problem:service-unavailable'
  | 'urn:sfs3:problem:unauthorized'
  | 'urn:sfs3:problem:forbidden'
  | 'urn:sfs3:problem:too-many-requests'
  | 'urn:sfs3:problem:bad-gateway'
  | 'urn:sfs3:problem:gateway-timeout'
  | 'urn:sfs3:problem:refused'
  | 'about:blank'

const Document = z.looseObject({ type: z.string(), title: z.string(), detail: z.string() })
const Message = z.looseObject({ message: z.string().nullable() })

/** An answer of the facade, or of API Gateway, that is not a success. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  /** May be a type that this version of the client does not know. */
  readonly type: ProblemType | (string & {})
  readonly title: string
  /** The whole body, with the members that only some problems have. */
  readonly document: unknown

  constructor(status: number, body: unknown) {
    const problem = Document.safeParse(body).data
    super(problem?.detail ?? Message.safeParse(body).data?.message ?? `the facade answered ${status}`)
    this.status = status
    this.type = problem?.type ?? 'about:blank'
    this.title = problem?.title ?? `HTTP ${status}`
    this.document = body
  }
}
