/**
 * The Node runtime of Lambda, in a worker thread: imports the function's bundle, then runs one invocation after the other.
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */
import dns from 'node:dns'
import { enableCompileCache, flushCompileCache, syncBuiltinESMExports } from 'node:module'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { errorPayload } from '../error-payload.ts'
import { sendAwsNamesTo } from './aws-names.ts'
import { mapStackTraces } from './lazy-source-maps.ts'
import type { Invocation, RuntimeMessage, RuntimeStart } from './messages.ts'
import { findModulesIn } from './module-folders.ts'
import { callByOlderContract } from './older-contract.ts'

type Handler = (event: unknown, context: unknown) => unknown

const start = workerData as RuntimeStart
const environment = process.env

const post = (message: RuntimeMessage) => parentPort?.postMessage(message)

// A worker's own stdout takes a message there and an acknowledgement back for every line, and each wakes a thread.
for (const stream of [process.stdout, process.stderr]) {
  stream._writev = (chunks, done) => {
    post({ type: 'output', text: chunks.map(({ chunk }) => String(chunk)).join('') })
    done()
  }
}

class HandlerNotFound extends Error {
  override readonly name = 'Runtime.HandlerNotFound'
}
class ImportModuleError extends Error {
  override readonly name = 'Runtime.ImportModuleError'
}
class UserCodeSyntaxError extends Error {
  override readonly name = 'Runtime.UserCodeSyntaxError'
}
class CallbackHandlerDeprecated extends Error {
  override readonly name = 'Runtime.CallbackHandlerDeprecated'
}
class JSONStringifyError extends Error {
  override readonly name = 'Runtime.JSONStringifyError'
}
class UnhandledPromiseRejection extends Error {
  override readonly name = 'Runtime.UnhandledPromiseRejection'
}

/** `steps/process/step-a.handler` is the export `handler` of the bundle of `steps/process/step-a`. */
async function loadHandler(): Promise<Handler> {
  const exported = start.handler.slice(start.handler.lastIndexOf('.') + 1)
  const module = await importBundle()
  const handler = module[exported] ?? (module.default as Record<string, unknown> | undefined)?.[exported]
  if (handler === undefined) throw new HandlerNotFound(`${start.handler} is undefined or not exported`)
  if (typeof handler !== 'function') throw new HandlerNotFound(`${start.handler} is not a function`)
  if (start.callbacksRemoved && handler.length >= 3) {
    throw new CallbackHandlerDeprecated(
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to ' +
        'modify this function to use a supported handler signature to use Node.js 24 or later. For more information see ' +
        'https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
    )
  }
  return handler as Handler
}

async function importBundle(): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(start.file).href)
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserCodeSyntaxError(String(error))
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') throw new ImportModuleError(String(error))
    throw error
  }
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
const contextOf = ({ requestId, deadline }: Invocation) => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
  invokedFunctionArn: start.functionArn,
  memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  awsRequestId: requestId,
  logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
  getRemainingTimeInMillis: () => deadline - Date.now(),
})

/** As the Node runtime: a turn of the event loop passes before the answer, in which a forgotten rejection still surfaces. */
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

async function run(handler: Handler, invocation: Invocation): Promise<RuntimeMessage> {
  environment._X_AMZN_TRACE_ID = invocation.traceId
  const { requestId } = invocation
  try {
    const [event, context] = [JSON.parse(invocation.payload), contextOf(invocation)]
    const result = await (start.callbacksRemoved || !parentPort
      ? handler(event, context)
      : callByOlderContract(handler, event, context, parentPort))
    await nextTurn()
    return { type: 'succeeded', requestId, payload: serialise(result) }
  } catch (error) {
    await nextTurn()
    return { type: 'failed', requestId, payload: JSON.stringify(errorPayload(error)) }
  }
}

function serialise(result: unknown): string {
  try {
    return JSON.stringify(result) ?? 'null'
  } catch {
    throw new JSONStringifyError('Unable to stringify response body')
  }
}

function crash(error: unknown, exitCode: number) {
  post({ type: 'crashed', payload: JSON.stringify(errorPayload(error)) })
  process.exit(exitCode)
}
process.on('uncaughtException', (error) => crash(error, 129))
process.on('unhandledRejection', (reason) => crash(new UnhandledPromiseRejection(String(reason)), 128))

// StartSyncExecution and TestState put `sync-` before the host of the endpoint. No resolver knows that name.
const { lookup } = dns
dns.lookup = ((hostname: string, ...rest: [never, never]) =>
  lookup(hostname === 'sync-127.0.0.1' ? '127.0.0.1' : hostname, ...rest)) as typeof dns.lookup
sendAwsNamesTo(start.awsEndpoint)
findModulesIn(start.layers, start.ownFolder)
syncBuiltinESMExports()

if (start.nodeOptions !== undefined) environment.NODE_OPTIONS = start.nodeOptions
if (start.nodeOptions?.includes('--enable-source-maps')) mapStackTraces()
if (start.compileCache) enableCompileCache(start.compileCache)
loadHandler().then(
  (handler) => {
    let first = true
    parentPort?.on('message', async (invocation: Invocation) => {
      post(await run(handler, invocation))
      // Not sooner: what is kept is what was compiled, and most of it is when it is first called.
      if (first && start.compileCache) flushCompileCache()
      first = false
    })
    post({ type: 'initialised' })
  },
  (error: unknown) => post({ type: 'initFailed', payload: JSON.stringify(errorPayload(error)) }),
)
