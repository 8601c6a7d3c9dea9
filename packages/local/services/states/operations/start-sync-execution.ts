import { randomUUID } from 'node:crypto'
import type { ExecutionResult } from '@sfs3/asl'
import * as z from 'zod'
import { startTarget } from '../state-machines/start-target.ts'
import type { States } from '../states.ts'
import { validName } from '../wire/arn.ts'
import { executionInput } from '../wire/execution-input.ts'
import { arn, includedData, jsonText, seconds } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'
import { stateMachineTypeNotSupported } from '../wire/states-error.ts'

const StartSyncExecutionRequest = z.object({
  stateMachineArn: arn,
  name: z.string().optional(),
  input: jsonText.default('{}'),
  traceHeader: z.string().max(256).optional(),
  includedData,
})

/**
 * Runs an EXPRESS execution and answers with its result. It runs at most once: nothing of it is stored.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
 */
export async function startSyncExecution(request: unknown, states: States) {
  const { stateMachineArn, input, traceHeader, ...given } = parseRequest(StartSyncExecutionRequest, request)
  const name = given.name === undefined ? randomUUID() : validName(given.name)
  const { machine, revision, versionArn, aliasArn, testCase } = startTarget(stateMachineArn, states, Math.random())
  if (machine.type !== 'EXPRESS') throw stateMachineTypeNotSupported()
  executionInput(input)

  const executionArn = states.arns.express(machine.name, name, randomUUID())
  const ended = new Promise<{ result: ExecutionResult; stoppedAt: number }>((resolve) =>
    states.driver.onEnd(executionArn, (result, stoppedAt) => resolve({ result, stoppedAt })),
  )
  const startedAt = states.driver.start({
    arn: executionArn,
    stateMachineArn: machine.arn,
    name,
    type: 'EXPRESS',
    revision: revision.id,
    versionArn,
    aliasArn,
    mapRunArn: null,
    mapState: null,
    input,
    traceHeader: traceHeader ?? null,
    testCase,
    recorded: false,
  })
  const { result, stoppedAt } = await ended
  return {
    executionArn,
    stateMachineArn: machine.arn,
    name,
    startDate: seconds(startedAt),
    stopDate: seconds(stoppedAt),
    status: result.status,
    ...(result.status === 'SUCCEEDED' ? {} : { error: result.error, cause: result.cause }),
    ...(given.includedData === 'ALL_DATA' && {
      input,
      inputDetails: { included: true },
      ...(result.status === 'SUCCEEDED' && {
        output: JSON.stringify(result.output),
        outputDetails: { included: true },
      }),
    }),
    billingDetails: {
      billedMemoryUsedInMB: 64,
      billedDurationInMilliseconds: Math.max(100, Math.ceil((stoppedAt - startedAt) / 100) * 100),
    },
  }
}
