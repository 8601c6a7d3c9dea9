import { SFNClient } from '@aws-sdk/client-sfn'
import * as z from 'zod'
import { environment } from '../environment.ts'
import { log } from '../log.ts'
import { type DescribeExecution, sfnDescribeExecution } from '../process/executions.ts'
import { TransactionId } from '../process/transaction-id.ts'
import { query } from './query.ts'
import { ok, respond } from './respond.ts'

/** `GET /process-state?executionArn=`: how an execution of one of `stateMachineArns` stands. */
export const processStateRoute = (describeExecution: DescribeExecution, stateMachineArns: string[]) => {
  const StateRequest = z.object({
    executionArn: z
      .string()
      .refine((arn) => transactionOf(arn, stateMachineArns), 'is not the ARN of an execution of this service'),
  })

  return respond(async (event) => {
    const { executionArn: executionId } = query(event, StateRequest)
    const transactionId = transactionOf(executionId, stateMachineArns)
    log.appendKeys({ transactionId })

    return ok({ executionId, transactionId, ...(await describeExecution(executionId)) })
  })
}

/** The execution's name, which is its transaction id; `undefined` if the ARN is not one of ours. */
const transactionOf = (executionArn: string, stateMachineArns: string[]): TransactionId | undefined => {
  const name = executionArn.lastIndexOf(':')
  const stateMachineArn = executionArn.slice(0, name).replace(':execution:', ':stateMachine:')
  if (!executionArn.includes(':execution:') || !stateMachineArns.includes(stateMachineArn)) return undefined
  return TransactionId.safeParse(executionArn.slice(name + 1)).data
}

const { STATE_MACHINE_ARNS } = environment({ STATE_MACHINE_ARNS: z.string() })

export const handler = processStateRoute(sfnDescribeExecution(new SFNClient()), STATE_MACHINE_ARNS.split(','))
