import type { MessagePort } from 'node:worker_threads'

/** What a handler of Node.js 22 or older is given: it may answer by callback, by the context, or by a promise. */
export type OlderHandler = (event: unknown, context: object, callback: Callback) => unknown
type Callback = (error?: unknown, result?: unknown) => void

/** The invocation under way is over when nothing is left to do, whatever its handler did. */
let whenIdle: (() => void) | undefined
process.on('beforeExit', () => whenIdle?.())

/**
 * Calls a handler as the runtimes before Node.js 24 do. What it returns counts only if it is a promise; an answer by callback waits
 * until the event loop is empty, unless `callbackWaitsForEmptyEventLoop` is false; who never answers answers null then.
 * @param port keeps the thread alive, which must be able to see that nothing else does
 * @throws what the handler failed with
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/InvokeContext.js
 */
export function callByOlderContract(
  handler: OlderHandler,
  event: unknown,
  facts: { callbackWaitsForEmptyEventLoop: boolean },
  port: Pick<MessagePort, 'ref' | 'unref'>,
): Promise<unknown> {
  port.unref()
  const answer = new Promise((resolve, reject) => {
    let answered = false
    const first = (act: () => void) => {
      if (answered) return
      answered = true
      act()
    }
    const succeed = (result?: unknown) => first(() => resolve(result))
    const fail = (error?: unknown) => first(() => reject(error ?? 'handled'))
    const done = (error?: unknown, result?: unknown) => (error ? fail(error) : succeed(result))
    const context = Object.assign(facts, { succeed, fail, done })
    const callback: Callback = (error, result) => {
      if (error !== undefined && error !== null) return fail(error)
      first(() => {
        if (context.callbackWaitsForEmptyEventLoop) whenIdle = () => resolve(result)
        else resolve(result)
      })
    }
    whenIdle = () => succeed(null)
    const returned = handler(event, context, callback)
    if (isPromise(returned)) returned.then(succeed, fail)
  })
  return answer.finally(() => {
    whenIdle = undefined
    port.ref()
  })
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
