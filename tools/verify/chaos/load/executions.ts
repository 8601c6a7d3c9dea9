import { GetObjectCommand } from '@aws-sdk/client-s3'
import {
  DescribeExecutionCommand,
  type ExecutionStatus,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  ListMapRunsCommand,
  ListStateMachinesCommand,
} from '@aws-sdk/client-sfn'
import { forAll, hasName, insist, type World } from '../world.ts'

type Listed = { arn: string; machine: string; isStandard: boolean; isChild: boolean }

/** Every execution that there is, children of Map Runs too. */
export async function everyExecution({ sfn }: World): Promise<Listed[]> {
  const machines = (await insist(() => sfn.send(new ListStateMachinesCommand({}))))?.stateMachines ?? []
  const listed: Listed[] = []
  for (const { stateMachineArn = '', name = '', type } of machines) {
    if (type === 'EXPRESS') continue
    const own = await list({ sfn }, { stateMachineArn })
    for (const arn of own) listed.push({ arn, machine: name, isStandard: true, isChild: false })
    if (name !== 'chaos-map') continue
    await forAll(own, async (executionArn) => {
      const runs = (await insist(() => sfn.send(new ListMapRunsCommand({ executionArn }))))?.mapRuns ?? []
      for (const { mapRunArn } of runs)
        for (const arn of await list({ sfn }, { mapRunArn }))
          listed.push({ arn, machine: name, isStandard: true, isChild: true })
    })
  }
  return listed
}

async function list(
  { sfn }: Pick<World, 'sfn'>,
  by: { stateMachineArn?: string; mapRunArn?: string | undefined },
): Promise<string[]> {
  const arns: string[] = []
  for (let nextToken: string | undefined; ; ) {
    const page = await insist(() => sfn.send(new ListExecutionsCommand({ ...by, maxResults: 1000, nextToken })))
    arns.push(...(page?.executions ?? []).flatMap(({ executionArn }) => executionArn ?? []))
    nextToken = page?.nextToken
    if (nextToken === undefined) return arns
  }
}

/** How many have not ended. */
export async function running({ sfn }: World): Promise<number> {
  const machines = (await insist(() => sfn.send(new ListStateMachinesCommand({}))))?.stateMachines ?? []
  let count = 0
  for (const { stateMachineArn, type } of machines) {
    if (type === 'EXPRESS') continue
    const page = await insist(() => sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' })))
    count += page?.executions?.length ?? 0
  }
  return count
}

/** The status of an execution; undefined when it is not there. */
export async function statusOfExecution(
  { sfn }: World,
  executionArn: string,
): Promise<
  | {
      status: ExecutionStatus | undefined
      output: string | undefined
      error: string | undefined
      cause: string | undefined
    }
  | undefined
> {
  const describe = () => sfn.send(new DescribeExecutionCommand({ executionArn }))
  const found = await insist(describe, hasName('ExecutionDoesNotExist'))
  return found && { status: found.status, output: found.output, error: found.error, cause: found.cause }
}

type Described = NonNullable<Awaited<ReturnType<typeof statusOfExecution>>>

/** Why an execution that was acknowledged did not come to a good end; undefined when it did. */
export function badEnd({ clockJumped }: World, execution: Described | undefined): string | undefined {
  if (execution === undefined) return 'is not there'
  const { status, error = '', cause = '' } = execution
  if (status === 'SUCCEEDED' || (clockJumped && ranOutOfTime(execution))) return undefined
  return `is ${status} ${error} ${cause.slice(0, 300)}`
}

/** A clock that jumps over a timeout ends what it was for. */
export const ranOutOfTime = ({ status, error = '', cause = '' }: Described): boolean =>
  status === 'TIMED_OUT' || /time(d ?)?out/i.test(`${error} ${cause}`)

const terminal: Readonly<Record<string, ExecutionStatus>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionAborted: 'ABORTED',
  ExecutionTimedOut: 'TIMED_OUT',
}

/** One terminal state, a gapless history, one outcome: for each execution that there is. */
export async function checkExecutions(world: World, bucket: string): Promise<{ sentences: string[]; checked: number }> {
  const all = await everyExecution(world)
  const sentences = await forAll(all, async ({ arn, machine, isChild }) => [
    ...(await checkHistory(world, arn)),
    ...(isChild || machine.startsWith('chaos-') ? [] : await checkOutcome(world, bucket, arn)),
  ])
  return { sentences: sentences.flat(), checked: all.length }
}

async function checkHistory(world: World, arn: string): Promise<string[]> {
  const name = arn.split(':').slice(-2).join(':')
  const status = (await statusOfExecution(world, arn))?.status
  if (status === 'RUNNING') return [`the execution ${name} has not ended`]
  const events = await historyOf(world, arn)
  const gap = events.findIndex(({ id }, index) => id !== index + 1)
  const ends = events.flatMap(({ type = '' }) => terminal[type] ?? [])
  return [
    ...(gap >= 0 ? [`the history of ${name} has event ${events[gap]?.id} where ${gap + 1} must be`] : []),
    ...(ends.length !== 1 ? [`the history of ${name} has ${ends.length} ends`] : []),
    ...(ends.at(-1) !== status ? [`${name} is ${status}, and its history ends ${ends.at(-1)}`] : []),
    ...(terminal[events.at(-1)?.type ?? ''] === undefined ? [`the history of ${name} goes on after its end`] : []),
    ...events.flatMap(({ id = 0, previousEventId = 0 }) =>
      previousEventId >= id ? [`event ${id} of ${name} follows event ${previousEventId}`] : [],
    ),
  ]
}

export async function historyOf({ sfn }: World, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = []
  for (let nextToken: string | undefined; ; ) {
    const page = await insist(() =>
      sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken })),
    )
    events.push(...(page?.events ?? []))
    nextToken = page?.nextToken
    if (nextToken === undefined) return events
  }
}

/** `outcome.json` says the same as the execution. Late is not lost: it is waited for. */
async function checkOutcome(world: World, Bucket: string, arn: string): Promise<string[]> {
  const name = arn.split(':').at(-1) ?? ''
  const status = (await statusOfExecution(world, arn))?.status
  const Key = `processes/${name}/outcome.json`
  const read = async () => {
    const { Body } = await world.s3.send(new GetObjectCommand({ Bucket, Key }))
    return JSON.parse((await Body?.transformToString()) ?? '') as { status?: string }
  }
  for (const until = performance.now() + outcomeMs; ; ) {
    const outcome = await insist(read, hasName('NoSuchKey'))
    if (outcome?.status === status) return []
    if (outcome !== undefined) return [`${name} is ${status}, and its outcome.json says ${outcome.status}`]
    if (performance.now() > until) return [`${name} is ${status}, and has no outcome.json`]
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

const outcomeMs = 20_000
