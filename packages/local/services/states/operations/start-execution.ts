import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { startTarget } from '../state-machines/start-target.ts'
import type { States } from '../states.ts'
import { validName } from '../wire/arn.ts'
import { executionInput } from '../wire/execution-input.ts'
import { arn, jsonText, seconds } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'
import { executionAlreadyExists } from '../wire/states-error.ts'

const StartExecutionRequest = z.object({
  stateMachineArn: arn,
  name: z.string().optional(),
  input: jsonText.default('{}'),
  traceHeader: z.string().max(256).optional(),
})

/**
 * Starting a STANDARD execution again under the same name with the same input finds it, as long as it runs; a closed one keeps
 * its name for 90 days.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function startExecution(request: unknown, states: States) {
  const { stateMachineArn, input, traceHeader, ...given } = parseRequest(StartExecutionRequest, request)
  const name = given.name === undefined ? randomUUID() : validName(given.name)
  const { machine, revision, versionArn, aliasArn, testCase } = startTarget(stateMachineArn, states, Math.random())
  executionInput(input)

  const { driver, arns } = states
  const executionArn =
    machine.type === 'EXPRESS' ? arns.express(machine.name, name, randomUUID()) : arns.execution(machine.name, name)
  const named = machine.type === 'STANDARD' && given.name !== undefined
  const running = named ? runningUnder(executionArn, input, states) : undefined
  const startedAt =
    running ??
    driver.start({
      arn: executionArn,
      stateMachineArn: machine.arn,
      name,
      type: machine.type,
      revision: revision.id,
      versionArn,
      aliasArn,
      mapRunArn: null,
      mapState: null,
      input,
      traceHeader: traceHeader ?? null,
      testCase,
    })
  return { executionArn, startDate: seconds(startedAt) }
}

const nameIsUsedMs = 90 * 86_400_000

/** When the execution that has this name and input started, if it still runs. @throws StatesError ExecutionAlreadyExists */
function runningUnder(executionArn: string, input: string, { store, clock }: States): number | undefined {
  const existing = store.executions.get(executionArn)
  if (existing === undefined) {
    if (store.retention.isNameUsed(executionArn, clock.now())) throw executionAlreadyExists(executionArn)
    return undefined
  }
  if (existing.status === 'RUNNING' && existing.input === input) return existing.startedAt
  if (existing.stoppedAt === null || clock.now() - existing.stoppedAt < nameIsUsedMs)
    throw executionAlreadyExists(executionArn)
  store.retention.forget(existing.id)
  return undefined
}
