import type { Json } from '@sfs3/asl'
import type { AwsRequest, AwsResponse, Service } from '../../endpoint/service.ts'
import type { LambdaHost } from './host.ts'
import { InvokeError } from './invoke.ts'

type Operation = (request: AwsRequest, functionName: string, host: LambdaHost) => Promise<AwsResponse>

/**
 * The operations of Lambda's API that the region answers: Invoke, GetFunction, GetFunctionConfiguration, ListFunctions.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
 */
export function lambdaService(host: LambdaHost): Service {
  return async (request) => {
    const path = decodeURIComponent(request.url.split('?')[0] ?? '')
    const [, functionName = '', action = ''] =
      path.match(/^\/2015-03-31\/functions(?:\/([^/]*)(?:\/(\w+))?)?\/?$/) ?? []
    const operation = operations.get(
      [request.method, functionName ? 'functions/{name}' : 'functions', action].join(' ').trim(),
    )
    if (!operation || !path.startsWith('/2015-03-31/functions')) {
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

const operations = new Map<string, Operation>([
  ['POST functions/{name} invocations', invoke],
  [
    'GET functions/{name}',
    async (_, name, host) => answer({ Configuration: configurationOf(name, host), Code: { RepositoryType: 'local' } }),
  ],
  ['GET functions/{name} configuration', async (_, name, host) => answer(configurationOf(name, host))],
  [
    'GET functions',
    async (_request, _name, host) =>
      answer({ Functions: host.functions.map(({ name }) => configurationOf(name, host)) }),
  ],
])

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
async function invoke({ headers, body }: AwsRequest, functionName: string, host: LambdaHost): Promise<AwsResponse> {
  const payload = body.length === 0 ? '{}' : body.toString()
  if (!isJson(payload)) {
    return failure(400, 'InvalidRequestContentException', 'Could not parse request body into json: not valid JSON')
  }
  switch (headers['x-amz-invocation-type'] ?? 'RequestResponse') {
    case 'DryRun':
      host.find(functionName)
      return { status: 204, headers: {}, body: '' }
    case 'Event':
      host.find(functionName)
      void invokeAsynchronously(functionName, payload, host)
      return { status: 202, headers: {}, body: '' }
    case 'RequestResponse': {
      const result = await host.invoke(functionName, payload)
      return {
        status: 200,
        headers: {
          'content-type': 'application/json',
          'x-amz-executed-version': '$LATEST',
          'x-amzn-requestid': result.requestId,
          ...(result.functionError && { 'x-amz-function-error': result.functionError }),
        },
        body: result.payload,
      }
    }
    default:
      return failure(
        400,
        'InvalidParameterValueException',
        `unknown invocation type ${headers['x-amz-invocation-type']}`,
      )
  }
}

/** As AWS: two more attempts after a function error. @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
async function invokeAsynchronously(functionName: string, payload: string, host: LambdaHost): Promise<void> {
  for (let attempt = 1; attempt <= 3; attempt++) {
    const result = await host.invoke(functionName, payload).catch(() => undefined)
    if (result && !result.functionError) return
  }
}

function configurationOf(functionName: string, host: LambdaHost): Json {
  const { configuration } = host.find(functionName)
  return {
    FunctionName: configuration.name,
    FunctionArn: configuration.arn,
    Runtime: configuration.runtime,
    Role: `arn:aws:iam::000000000000:role/${configuration.roleName}`,
    Handler: configuration.handler,
    Timeout: configuration.timeoutMs / 1000,
    MemorySize: configuration.memoryMb,
    Environment: { Variables: { ...configuration.variables } },
    Version: '$LATEST',
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    State: 'Active',
    LastUpdateStatus: 'Successful',
  }
}

const answer = (body: Json): AwsResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

const failure = (status: number, code: string, message: string): AwsResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
  body: JSON.stringify({ Type: 'User', Message: message }),
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
