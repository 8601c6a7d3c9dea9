import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import type { Json } from '@sfs3/asl'
import { type Case, readCases } from '../../verify/conformance/case.ts'
import { Matcher } from '../../verify/conformance/pattern.ts'
import { until } from '../../verify/until.ts'
import { aws, type Peer } from './peer.ts'

export type Exactness = { cases: number; sameResult: number; withHistory: number; sameEvents: number }

/**
 * The recorded executions that need no other service, run over HTTP: how many come to what they came to on AWS, and how many of those
 * whose history was recorded enter and leave the same states by the same events in the same order.
 */
export async function exactness(peer: Peer, folder: string): Promise<Exactness> {
  const sfn = new SFNClient({ ...aws(peer), maxAttempts: 1 })
  const cases = readCases(folder).filter(isAlone)
  const all: Exactness = { cases: cases.length, sameResult: 0, withHistory: 0, sameEvents: 0 }
  for (const [index, of] of cases.entries()) {
    const ran = await runCase(sfn, of, `case-${index}`).catch(() => undefined)
    if (ran && sameResult(of, ran)) all.sameResult++
    if (of.history.length === 0 || of.flags.length > 0) continue
    all.withHistory++
    const types = of.history.map(({ type, id, previousEventId }) => `${id} ${previousEventId} ${type}`)
    if (ran?.events.join('\n') === types.join('\n')) all.sameEvents++
  }
  return all
}

const isAlone = ({ needs, machineType, testState, call, expect, definition, tasks }: Case) =>
  needs.length === 0 &&
  tasks.length === 0 &&
  machineType === 'STANDARD' &&
  definition !== undefined &&
  !testState &&
  !call &&
  expect.status !== undefined &&
  !JSON.stringify(definition).includes('"Wait"')

type Ran = Record<'status' | 'error' | 'cause', string | undefined> & { output: Json | undefined; events: string[] }

async function runCase(sfn: SFNClient, of: Case, name: string): Promise<Ran> {
  const roleArn = 'arn:aws:iam::000000000000:role/bench'
  const definition = JSON.stringify(of.definition)
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn }))
  try {
    const input = JSON.stringify(of.input ?? {})
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }))
    const ended = await until(
      'its end',
      async () => {
        const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }))
        return execution.status === 'RUNNING' ? undefined : execution
      },
      5,
    )
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))
    const { status, error, cause } = ended
    const output = ended.output === undefined ? undefined : (JSON.parse(ended.output) as Json)
    return { status, error, cause, output, events: events.map(line) }
  } finally {
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn })).catch(() => {})
  }
}

const line = ({ id, previousEventId = 0, type }: HistoryEvent) => `${id} ${previousEventId} ${type}`

function sameResult({ definition, input, expect: { status, output, error, cause } }: Case, ran: Ran): boolean {
  const matcher = new Matcher(JSON.stringify([definition, input]))
  const known = (value: object) => JSON.parse(JSON.stringify(value)) as Json
  const actual = { status: ran.status, output: ran.output, error: ran.error, cause: ran.cause }
  return matcher.difference(known({ status, output, error, cause }), known(actual)) === undefined
}
