import { TaskFailure } from '../integration.ts'
import type { SdkService } from './services.ts'

/** An error of the SDK, with what the HTTP answer said. */
type SdkError = {
  name: string
  message: string
  /** The code in the answer, where it differs from the name. */
  code: string
  status: number | undefined
  requestId: string
  extendedRequestId: string | undefined
  attempts: number
  /** The service's model knows this error: the SDK has a class for it. */
  modelled: boolean
}

/** The failure as an `aws-sdk:` integration reports it: `DynamoDb.ResourceNotFoundException`. */
export function sdkFailure(service: SdkService, thrown: unknown): TaskFailure {
  const error = sdkError(service, thrown)
  if (error.status === undefined) return connectionFailure(service.name, error)
  const exception = error.modelled ? javaName(error.name) : `${service.name}Exception`
  const request = [
    `Service: ${service.name}`,
    `Status Code: ${error.status}`,
    `Request ID: ${error.requestId}`,
    ...(error.extendedRequestId === undefined ? [] : [`Extended Request ID: ${error.extendedRequestId}`]),
  ].join(', ')
  return new TaskFailure(
    `${service.name}.${exception}`,
    `${error.message} (${request}) (SDK Attempt Count: ${error.attempts})`,
  )
}

/** The failure as an optimized integration reports it: `SQS.QueueDoesNotExistException`. */
export function optimizedFailure(service: SdkService, thrown: unknown): TaskFailure {
  const { optimized } = service
  if (optimized === undefined) return sdkFailure(service, thrown)
  const error = sdkError(service, thrown)
  if (error.status === undefined) return connectionFailure(optimized.prefix, error)
  return javaOneFailure(optimized, {
    ...error,
    exception: error.modelled ? javaName(error.name) : optimized.exception,
    status: error.status,
  })
}

/** Error and cause as the AWS SDK for Java 1 writes them. */
export function javaOneFailure(
  { prefix, service }: { prefix: string; service: string },
  error: { exception: string; message: string; status: number; code: string; requestId: string },
): TaskFailure {
  const request = `Service: ${service}; Status Code: ${error.status}; Error Code: ${error.code}; Request ID: ${error.requestId}; Proxy: null`
  return new TaskFailure(`${prefix}.${error.exception}`, `${error.message} (${request})`)
}

function connectionFailure(prefix: string, { message }: SdkError): TaskFailure {
  return new TaskFailure(`${prefix}.SdkClientException`, `Unable to execute HTTP request: ${message}`)
}

/** Java's SDKs end every exception's name with `Exception`; JavaScript's follow the service. */
const javaName = (name: string): string => (name.endsWith('Exception') ? name : `${name}Exception`)

function sdkError({ client }: SdkService, thrown: unknown): SdkError {
  const error = thrown as {
    name?: string
    message?: string
    Code?: string
    Error?: { Code?: string }
    $metadata?: { httpStatusCode?: number; requestId?: string; extendedRequestId?: string; attempts?: number }
  }
  const name = error.name ?? 'Error'
  const base = `${client}ServiceException`
  return {
    name,
    message: error.message || name,
    code: error.Error?.Code ?? error.Code ?? name,
    status: error.$metadata?.httpStatusCode,
    requestId: error.$metadata?.requestId ?? 'null',
    extendedRequestId: error.$metadata?.extendedRequestId,
    attempts: error.$metadata?.attempts ?? 1,
    modelled: thrown instanceof Error && thrown.constructor.name !== base && thrown.constructor !== Error,
  }
}
