import { randomUUID } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3'
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import type { Place } from './environment.ts'

/** How an execution ended. */
export type Ended = { startDate: string; stopDate: string } & (
  | { status: 'SUCCEEDED'; output: unknown }
  | { status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'; error?: string; cause?: string }
)

type Options = { signal?: AbortSignal }

/** The first pause between two looks at an execution, the factor by which each next one is longer, and the longest. */
const firstPauseMs = 250
const pauseGrowth = 1.5
const longestPauseMs = 5000

/**
 * Processes without the facade, for a service that has a role of its own with the stack's `DirectProcessPolicy`. It answers
 * the questions that `POST /p1` asks the facade.
 */
export function directProcesses(
  { s3, sfn }: { s3: S3Client; sfn: SFNClient },
  { STATE_MACHINE_ARN: stateMachineArn, DATA_BUCKET: Bucket }: Place,
  pause: (ms: number, signal?: AbortSignal) => Promise<void> = (ms, signal) => after(ms, undefined, { signal }),
) {
  const part = async (Key: string, { signal }: Options): Promise<unknown> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }), abortable(signal))
    return JSON.parse((await Body?.transformToString()) ?? '')
  }

  return {
    /** Writes the input, then starts the execution: in this order an execution always has its input. */
    async startProcess(input: unknown, { signal }: Options = {}) {
      const transactionId = randomUUID()
      const object = { Bucket, Key: `processes/${transactionId}/input.json`, ContentType: 'application/json' }
      // The bucket takes no object that could replace another one. The id is new: 412 means that an earlier attempt of the SDK arrived.
      const put = new PutObjectCommand({ ...object, Body: JSON.stringify(input), IfNoneMatch: '*' })
      await s3.send(put, abortable(signal)).catch(unless('PreconditionFailed'))

      const name = transactionId
      const start = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ processData: name }) })
      await sfn.send(start, abortable(signal)).catch(unless('ExecutionAlreadyExists'))
      const executionId = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`
      return { transactionId, executionId, status: 'RUNNING' as const }
    },

    /**
     * Looks at the execution until it is no longer RUNNING: after 0.25 s, then less and less often, in the end every 5 s.
     * Step Functions answers DescribeExecution 15 times a second for all callers of an account: what it refuses for that is
     * asked again later, as is an execution that it does not show yet.
     */
    async processState(executionArn: string, { signal }: Options = {}): Promise<{ execution: Ended }> {
      for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * pauseGrowth, longestPauseMs)) {
        await pause(pauseMs, signal)
        const described = await sfn
          .send(new DescribeExecutionCommand({ executionArn }), abortable(signal))
          .catch(unless('ThrottlingException', 'ExecutionDoesNotExist'))
        if (described?.status && described.status !== 'RUNNING') return { execution: endOf(described) }
      }
    },

    /** The input and the output of each step, by name. */
    async processData(transactionId: string, options: Options = {}): Promise<Record<string, unknown>> {
      const Prefix = `processes/${transactionId}/`
      const keys: string[] = []
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix }))
        for (const { Key = '' } of Contents) if (/\/(input|outputs\/[^/]+)\.json$/.test(Key)) keys.push(Key)
      const nameOf = (key: string) =>
        key === `${Prefix}input.json` ? 'processInput' : key.slice(`${Prefix}outputs/`.length, -'.json'.length)
      return Object.fromEntries(
        await Promise.all(keys.map(async (key) => [nameOf(key), await part(key, options)] as const)),
      )
    },
  }
}

const abortable = (abortSignal: AbortSignal | undefined) => (abortSignal ? { abortSignal } : {})

/** Lets pass what has one of these names. */
const unless =
  (...names: string[]) =>
  (error: unknown): undefined => {
    if (!(error instanceof Error && names.includes(error.name))) throw error
  }

function endOf({ status, startDate, stopDate, output, error, cause }: DescribeExecutionOutput): Ended {
  const times = { startDate: startDate?.toISOString() ?? '', stopDate: stopDate?.toISOString() ?? '' }
  if (status === 'SUCCEEDED') return { ...times, status, output: JSON.parse(output ?? 'null') }
  if (status !== 'FAILED' && status !== 'TIMED_OUT' && status !== 'ABORTED')
    throw new Error(`DescribeExecution gave the status ${status}`)
  return { ...times, status, ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
}
