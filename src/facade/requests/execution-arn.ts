import * as z from 'zod/mini'
import { executionNameOf } from '../../process/execution-arn.ts'
import { TransactionId } from '../../process/transaction-id.ts'

/** The ARN of an execution of one of these state machines, whose name is a transaction id. */
export function ExecutionArnOf(stateMachineArns: string[]) {
  return z.string().check(
    z.refine((executionArn) => {
      const machine = executionArn.slice(0, executionArn.lastIndexOf(':'))
      const known = stateMachineArns.some((arn) => arn.replace(':stateMachine:', ':execution:') === machine)
      return known && TransactionId.safeParse(executionNameOf(executionArn)).success
    }, 'is not the ARN of an execution of this service'),
  )
}
