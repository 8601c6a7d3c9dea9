import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  TestStateCommand,
} from '@aws-sdk/client-sfn'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { LongExpression } from '@sfs3/asl'
import { LongExpressions } from '../../../services/states/expressions/long-expressions.ts'
import { roleArn } from '../../../testing/arns.ts'
import { eventually } from '../../../testing/eventually.ts'
import { startRegion, type TestFunction, type TestRegion } from '../../../testing/state-machines.ts'

let region: TestRegion
let dataDir: string
/** Task tokens that the function `ask` got. */
let asked: string[]
let functions: Record<string, TestFunction>
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sfs3-long-'))
  asked = []
  functions = {
    ask: (input) => {
      asked.push(String(input))
      return null
    },
  }
  region = await startRegion({ dataDir, functions })
})
afterEach(async () => {
  await region.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

/** Takes as long as an expression may. */
const endless = '{% ($f := function($x){ $f($x + 1) }; $f(1)) %}'
/** More than is done beside other things. */
const long = '{% $count($range(1, 200000, 1)) %}'
const timeout = expect.stringContaining('Expression evaluation timeout: Check for infinite loop')

async function started(Output: string, state: object = { Type: 'Pass' }): Promise<string> {
  const { sfn } = region
  const definition = { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { ...state, Output, End: true } } }
  const create = new CreateStateMachineCommand({ name: 'm', roleArn, definition: JSON.stringify(definition) })
  const { stateMachineArn } = await sfn.send(create)
  const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'x' }))
  return executionArn
}

const described = (executionArn: string) => region.sfn.send(new DescribeExecutionCommand({ executionArn }))
const ended = (executionArn: string) =>
  eventually(async () => {
    const execution = await described(executionArn)
    return execution.status !== 'RUNNING' && execution
  })

test('requests are answered while an expression is evaluated, and it fails as on AWS', async () => {
  const executionArn = await started(endless)

  // StartExecution and this were answered long before it has ended.
  expect(await described(executionArn)).toMatchObject({ status: 'RUNNING' })
  expect(await ended(executionArn)).toMatchObject({
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause: timeout,
  })
  const { events = [] } = await region.sfn.send(new GetExecutionHistoryCommand({ executionArn }))
  expect(events.map(({ id, type }) => [id, type])).toEqual([
    [1, 'ExecutionStarted'],
    [2, 'PassStateEntered'],
    [3, 'EvaluationFailed'],
    [4, 'ExecutionFailed'],
  ])
  expect(region.changes.map(({ status }) => status)).toEqual(['RUNNING', 'FAILED'])
}, 60_000)

test('an execution that was accepted goes on after a restart, though its first expression was not evaluated', async () => {
  const executionArn = await started(long)
  await region.stop()
  region = await startRegion({ dataDir, functions })

  expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '200000' })
}, 60_000)

test('an answer that was accepted counts after a restart, though what is made of it was not evaluated', async () => {
  const executionArn = await started(long, {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: 'ask', Payload: '{% $states.context.Task.Token %}' },
  })
  const [taskToken] = await eventually(() => asked.length > 0 && asked)
  const succeed = () => region.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"yes"' }))
  await succeed()
  await expect(succeed()).rejects.toMatchObject({ name: 'TaskTimedOut' })
  await region.stop()
  region = await startRegion({ dataDir, functions })

  await expect(succeed()).rejects.toMatchObject({ name: 'TaskTimedOut' })
  expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '200000' })
  expect(asked).toHaveLength(1)
}, 60_000)

test('TestState holds nothing up either', async () => {
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', Type: 'Pass', Output: long, End: true })
  const order: string[] = []

  const tested = region.sfn.send(new TestStateCommand({ definition, roleArn })).then((answer) => {
    order.push('tested')
    return answer
  })
  await expect(described('arn:aws:states:us-east-1:000000000000:execution:m:none')).rejects.toThrow(/not exist/i)
  order.push('described')

  expect(await tested).toMatchObject({ status: 'SUCCEEDED', output: '200000' })
  expect(order).toEqual(['described', 'tested'])
}, 60_000)

test('a thread that runs out of memory fails its expression alone', async () => {
  const seen = { states: { input: 1 }, variables: {}, context: {}, now: 0, random: [1, 2, 3, 4] as const, position: 0 }
  const expressions = new LongExpressions(24)
  const hungry: LongExpression = { ...seen, text: '$map($range(1, 3000, 1), function($i){ $range(1, 5000, 1) })' }

  const [first, second] = await Promise.all([
    expressions.evaluate(hungry),
    expressions.evaluate({ ...seen, text: '$states.input + 1' }),
  ])
  await expressions.close()

  const problem = expect.stringContaining('memory limit exceeded')
  expect(first).toEqual({ answer: { type: 'problem', problem }, random: [1, 2, 3, 4] })
  expect(second.answer).toEqual({ type: 'value', value: 2 })
}, 60_000)
