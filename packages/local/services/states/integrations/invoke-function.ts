import { randomUUID } from 'node:crypto'
import type { Json, JsonObject } from '@sfs3/asl'
import type { InvokeResult } from '../../lambda/invoke.ts'
import {
  type Integration,
  type LambdaFunctions,
  parametersOf,
  type Services,
  sourceOf,
  TaskFailure,
  type TaskRequest,
} from './integration.ts'
import { javaOneFailure } from './sdk/failure.ts'
import { sdkMetadata } from './sdk/metadata.ts'

/** A Task state whose `Resource` is a function's ARN: the input is the payload, the answer is the result. */
export function lambdaFunction(functionArn: string): Integration {
  return async (request, { lambda }) => {
    const result = await invoke(lambda, functionArn, JSON.stringify(request.input), request)
    if (result.functionError) throw functionFailure(result.payload, (text) => text)
    return parsed(result.payload)
  }
}

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
export async function invokeFunction(request: TaskRequest, { lambda }: Services): Promise<Json> {
  const { FunctionName, Payload, InvocationType = 'RequestResponse', Qualifier } = parametersOf(request.input)
  if (typeof FunctionName !== 'string' || FunctionName === '')
    throw new TaskFailure('States.Runtime', "The Parameters of 'lambda:invoke' must have a FunctionName")
  const functionArn = lambda.functionArnOf(FunctionName) + (Qualifier === undefined ? '' : `:${Qualifier}`)
  const payload = JSON.stringify(Payload ?? {})

  if (InvocationType === 'Event') {
    invoke(lambda, functionArn, payload, { ...request, signal: new AbortController().signal }).catch(() => {})
    return { StatusCode: 202, Payload: '', ...metadata({ requestId: randomUUID(), payload: '' }, 202) }
  }
  const result = await invoke(lambda, functionArn, payload, request)
  if (result.functionError) throw functionFailure(result.payload, compact)
  return { ExecutedVersion: '$LATEST', Payload: parsed(result.payload), StatusCode: 200, ...metadata(result, 200) }
}

async function invoke(
  { invoke, authorise }: LambdaFunctions,
  functionArn: string,
  payload: string,
  request: TaskRequest,
): Promise<InvokeResult> {
  const { roleArn, signal } = request
  try {
    authorise(roleArn, 'lambda:InvokeFunction', functionArn)
  } catch (error) {
    throw refusal('AccessDeniedException', 'AWSLambdaException', error, 403)
  }
  try {
    return await invoke(functionArn, payload, { signal, source: sourceOf(request) })
  } catch (error) {
    const { name, statusCode } = error as { name: string; statusCode?: number }
    if (statusCode === undefined) throw error
    throw refusal(name, name, error, statusCode)
  }
}

/** Lambda itself refused: the function did not run. */
function refusal(code: string, exception: string, error: unknown, status: number): TaskFailure {
  const message = error instanceof Error ? error.message : String(error)
  return javaOneFailure(
    { prefix: 'Lambda', service: 'AWSLambda' },
    { exception, message, status, code, requestId: randomUUID() },
  )
}

/** The function failed: its error's type is the error's name, all of what it said is the cause. */
function functionFailure(payload: string, causeOf: (payload: string) => string): TaskFailure {
  const error = parsed(payload)
  const errorType = typeof error === 'object' && error !== null && !Array.isArray(error) ? error.errorType : undefined
  if (typeof errorType === 'string' && errorType !== '') return new TaskFailure(errorType, causeOf(payload))
  const why = 'The cause could not be determined because Lambda did not return an error type.'
  return new TaskFailure('Lambda.Unknown', `${why} Returned payload: ${payload}`)
}

function parsed(payload: string): Json {
  if (payload === '') return null
  try {
    return JSON.parse(payload) as Json
  } catch {
    return payload
  }
}

const compact = (payload: string): string => JSON.stringify(parsed(payload))

function metadata({ requestId, payload }: Pick<InvokeResult, 'requestId' | 'payload'>, status: number): JsonObject {
  return sdkMetadata({
    status,
    headers: {
      connection: 'keep-alive',
      'content-length': String(Buffer.byteLength(payload)),
      'content-type': 'application/json',
      date: new Date().toUTCString(),
      'x-amz-executed-version': '$LATEST',
      'x-amzn-remapped-content-length': '0',
      'x-amzn-requestid': requestId,
    },
  })
}
