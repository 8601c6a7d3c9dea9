import { relative } from 'node:path'
import type { HistoryEvent } from '@sfs3/asl'
import * as z from 'zod'
import { withoutData } from './without-data.ts'

/** An execution that has failed, and its history: the newest event first, as many as are needed to find the state. */
export type FailedExecution = {
  executionArn: string
  status: string
  error: string | null
  cause: string | null
  history: readonly HistoryEvent[]
}

/** Where the developer may look. */
export type Surroundings = { serviceDir: string; awsUrl: string; consoleUrl: string | undefined }

/** So many frames of the service say where it was; the rest is in the history. */
const mostFrames = 5

/**
 * What a developer wants to know of an execution that failed, in a few lines: where, why, and what to type to see more. Of what
 * the error says, values are left out.
 */
export function failedExecution(failed: FailedExecution, { serviceDir, awsUrl, consoleUrl }: Surroundings): string {
  const { executionArn, status } = failed
  const machine = executionArn.split(':')[6] ?? executionArn
  const { state, attempts, caught } = failedState(failed.history)
  const inState = state === undefined ? '' : ` in ${state}`
  const lines: [name: string, value: string][] = [
    ['error', reason(failed.error ?? (status === 'TIMED_OUT' ? 'States.Timeout' : 'without a name'), failed.cause)],
    ...(caught
      ? [['after', `${caught.state} failed${times(caught.attempts)}: ${reason(caught.error, caught.cause)}`]]
      : []),
    ...framesOf(caught?.cause ?? failed.cause, serviceDir).map((frame, index) => [index === 0 ? 'at' : '', frame]),
    ...(consoleUrl ? [['console', `${consoleUrl}/executions/${encodeURIComponent(executionArn)}`]] : []),
    [
      'history',
      `aws stepfunctions get-execution-history --endpoint-url ${awsUrl} --reverse-order --execution-arn ${executionArn}`,
    ],
  ] as [string, string][]
  const head = `${machine} ${status}${inState}${times(attempts)}`
  return [head, ...lines.map(([name, value]) => `  ${name.padEnd(8)} ${value}`)].join('\n')
}

const times = (attempts: number) => (attempts > 1 ? `, attempt ${attempts}` : '')

type Failure = { state: string; attempts: number; error: string | null; cause: string | null }

/** The state in which an execution ended, and the state whose failure led there if that is a Fail state. */
function failedState(history: readonly HistoryEvent[]): { state?: string; attempts: number; caught?: Failure } {
  const events = new Map(history.map((event) => [event.id, event]))
  let ended: string | undefined
  let attempts = 0
  let failure: Pick<Failure, 'error' | 'cause'> | undefined
  for (let event = events.get(history[0]?.previousEventId ?? 0); event; event = events.get(event.previousEventId)) {
    const { type, details } = event
    if (/^(Task|LambdaFunction|Activity)Scheduled$/.test(type)) attempts++
    if (/(?<!Execution)(Failed|TimedOut)$/.test(type))
      failure ??= { error: textOf(details?.error), cause: textOf(details?.cause) }
    if (!type.endsWith('StateEntered')) continue
    const name = String(details?.name)
    if (ended !== undefined)
      return { state: ended, attempts: 0, ...(failure && { caught: { state: name, attempts, ...failure } }) }
    if (type !== 'FailStateEntered') return { state: name, attempts }
    ended = name
  }
  return { ...(ended !== undefined && { state: ended }), attempts: 0 }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : null)

/** What Lambda says of a function that failed. */
const FunctionFailure = z.object({ errorMessage: z.string(), trace: z.array(z.string()).default([]) })

function functionFailure(cause: string | null): z.infer<typeof FunctionFailure> | undefined {
  try {
    return FunctionFailure.safeParse(JSON.parse(cause ?? '')).data
  } catch {
    return undefined
  }
}

function reason(error: string | null, cause: string | null): string {
  const message = withoutData(functionFailure(cause)?.errorMessage ?? cause ?? '')
  return [error ?? 'without a name', message].filter(Boolean).join(': ')
}

/** The lines of the service's own code that the error came by: `src/step.ts:70:34`. */
function framesOf(cause: string | null, serviceDir: string): string[] {
  const found = (functionFailure(cause)?.trace ?? []).flatMap((line) => {
    const [, file, place] = /^\s*at .*?(\/[^\s()]+?)(:\d+:\d+)\)?$/.exec(line) ?? []
    if (file === undefined || !file.startsWith(`${serviceDir}/`) || /\/(node_modules|\.local)\//.test(file)) return []
    return [`${relative(serviceDir, file)}${place}`]
  })
  return found.slice(0, mostFrames)
}
