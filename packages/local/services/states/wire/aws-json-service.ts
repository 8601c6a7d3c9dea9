import { randomUUID } from 'node:crypto'
import type { AwsRequest, AwsResponse, Service } from '../../../endpoint/service.ts'
import { StatesError } from './states-error.ts'

/** An operation: the parsed request body in, the response body out. Throws StatesError for what the client is told. */
export type Operation = (request: unknown) => unknown

/**
 * AWS JSON 1.0: the operation is named in a header, both bodies are JSON.
 * @param operations by name; a name that is not there is answered with NotImplemented
 * @param committed awaited before every answer: what a client was told is on disk
 * @param defect called with what an operation threw that is no StatesError
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export function awsJsonService(
  operations: ReadonlyMap<string, Operation>,
  committed: () => Promise<void>,
  defect: (operation: string, error: unknown) => void,
): Service {
  return async (request) => {
    const name = operationName(request)
    try {
      const operation = operations.get(name)
      if (operation === undefined) throw notImplemented(name)
      const response = await operation(parseBody(request.body))
      await committed()
      return answer(200, response ?? {})
    } catch (error) {
      if (error instanceof StatesError) return failure(error)
      defect(name, error)
      return failure(new StatesError('InternalServerException', `${name} failed: ${messageOf(error)}`, {}, 500))
    }
  }
}

const operationName = ({ headers }: AwsRequest): string => headers['x-amz-target']?.split('.').at(-1) ?? ''

function parseBody(body: Buffer): unknown {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString())
  } catch {
    throw new StatesError('SerializationException', 'The request body is not JSON')
  }
}

const notImplemented = (name: string) =>
  name
    ? new StatesError('NotImplemented', `Step Functions ${name} is not implemented in the local region`, {}, 501)
    : new StatesError('UnknownOperationException', 'The request names no operation in X-Amz-Target')

const failure = ({ code, message, status, facts }: StatesError) => answer(status, { __type: code, message, ...facts })

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function answer(status: number, body: unknown): AwsResponse {
  const text = JSON.stringify(body)
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': String(Buffer.byteLength(text)),
      'x-amzn-requestid': randomUUID(),
    },
    body: text,
  }
}
