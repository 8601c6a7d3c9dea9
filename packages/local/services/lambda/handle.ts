import type { Service } from '../../endpoint/service.ts'
import type { AsynchronousInvocations } from './asynchronous-invocations.ts'
import type { LambdaHost } from './host.ts'
import { InvokeError } from './invoke.ts'
import { getFunction } from './operations/get-function.ts'
import { getFunctionConfiguration } from './operations/get-function-configuration.ts'
import { invoke } from './operations/invoke.ts'
import { listFunctions } from './operations/list-functions.ts'
import { failure, type Operation } from './operations/operation.ts'

/**
 * The operations of Lambda's API that the region answers, by method and path.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
 */
const operations = (accept: AsynchronousInvocations['accept']): Readonly<Record<string, Operation>> => ({
  'GET functions': listFunctions,
  'GET functions/{name}': getFunction,
  'GET functions/{name} configuration': getFunctionConfiguration,
  'POST functions/{name} invocations': invoke(accept),
})

/** Lambda over HTTP: finds the operation, answers errors in Lambda's words. */
export function handleLambda(host: LambdaHost, asynchronous: Pick<AsynchronousInvocations, 'accept'>): Service {
  const known = operations((functionName, payload) => asynchronous.accept(functionName, payload))
  return async (request) => {
    const path = decodeURIComponent(request.url.split('?')[0] ?? '')
    const [match, functionName = '', action = ''] =
      path.match(/^\/2015-03-31\/functions(?:\/([^/]*)(?:\/(\w+))?)?\/?$/) ?? []
    const shape = `${request.method} ${functionName ? 'functions/{name}' : 'functions'} ${action}`.trim()
    const operation = match !== undefined && Object.hasOwn(known, shape) ? known[shape] : undefined
    if (!operation) {
      return failure(501, 'NotImplemented', `the local region does not implement ${request.method} ${path}`)
    }
    try {
      return await operation(request, functionName, host)
    } catch (error) {
      if (error instanceof InvokeError) return failure(error.statusCode, error.name, error.message)
      throw error
    }
  }
}
