import { randomUUID } from 'node:crypto'
import { isTooDeep, type JsonObject } from '@sfs3/asl'
import { type AwsResponse, operationOf, type Service } from './service.ts'
import type { Protocol } from './wire-error.ts'

/** What a service refuses a request with. `body` is its answer on the wire, where `__type` names the error. */
export class AwsJsonError extends Error {
  override readonly name: string = 'AwsJsonError'
  readonly status: number
  readonly body: JsonObject

  constructor(status: number, body: JsonObject) {
    super(String(body.message ?? body.Message ?? body.__type))
    this.status = status
    this.body = body
  }

  /** AWS's name of the error without its namespace, e.g. `ConditionalCheckFailedException`. */
  get code(): string {
    return String(this.body.__type).split('#').at(-1) ?? ''
  }
}

/** One operation: the request in, the members of the answer out. Throws AwsJsonError for what the client is told. */
export type AwsJsonOperation<Request, Context> = (request: Request, context: Context) => unknown

export type AwsJsonOptions<Request, Context> = {
  protocol: Extract<Protocol, 'json-1.0' | 'json-1.1'>
  /** What X-Amz-Target has before the operation's name: `AWSEvents` in `AWSEvents.PutRule`. */
  targetPrefix: string
  /** By name on the wire. */
  operations: Readonly<Record<string, AwsJsonOperation<Request, Context>>>
  /** What every operation works on. */
  context: Context
  /** The request that a body holds. @throws AwsJsonError when it holds none */
  parse: (body: Buffer) => Request
  /** The error for an operation that is not in the table; '' when the request names none. */
  notImplemented: (operation: string) => AwsJsonError
  /** Awaited before an operation's answer is sent: what a client was told is on disk. */
  committed?: () => Promise<void>
  /** The error for what an operation threw that is no AwsJsonError. Without it the service throws that. */
  defect?: (operation: string, thrown: unknown) => AwsJsonError
  /** Whether answers say how long they are. Task states that call the service have this header in their results. */
  contentLength?: boolean
}

/**
 * A service that speaks AWS JSON: the operation is named in a header, both bodies are JSON, errors have a `__type`.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export function awsJsonService<Request, Context>(options: AwsJsonOptions<Request, Context>): Service {
  const { operations, context, parse, committed, defect } = options
  return async (request) => {
    const name = operationOf(request)
    try {
      const isKnown =
        request.headers['x-amz-target']?.startsWith(`${options.targetPrefix}.`) && Object.hasOwn(operations, name)
      const operation = isKnown ? operations[name] : undefined
      if (operation === undefined) throw options.notImplemented(name)
      refuseTooDeep(request.body)
      const answer = await operation(parse(request.body), context)
      await committed?.()
      return response(options, 200, answer)
    } catch (thrown) {
      const error = thrown instanceof AwsJsonError ? thrown : defect?.(name, thrown)
      if (error === undefined) throw thrown
      return response(options, error.status, error.body)
    }
  }
}

/** No service of AWS reads what is nested so deep, and recursive readers do not have to. @throws AwsJsonError SerializationException */
function refuseTooDeep(body: Buffer): void {
  if (body.length > 2000 && isTooDeep(body.toString('latin1')))
    throw new AwsJsonError(400, { __type: 'SerializationException', message: 'The request is nested too deep' })
}

/** The error of an operation that the local region does not have. */
export function notImplemented(operation: string): AwsJsonError {
  const message = `${operation} is not implemented in the local region`
  return new AwsJsonError(501, { __type: 'NotImplemented', message })
}

function response(
  { protocol, contentLength = false }: Pick<AwsJsonOptions<never, never>, 'protocol' | 'contentLength'>,
  status: number,
  answer: unknown,
): AwsResponse {
  const body = JSON.stringify(answer)
  return {
    status,
    headers: {
      'content-type': `application/x-amz-${protocol}`,
      ...(contentLength && { 'content-length': String(Buffer.byteLength(body)) }),
      'x-amzn-requestid': randomUUID(),
    },
    body,
  }
}
