import * as z from 'zod/mini'
import { executionNameOf } from '../../process/execution-arn.ts'
import { TransactionId } from '../../process/transaction-id.ts'

/** The ARN of an execution of one of these state machines, whose name is a transaction id. */
export function ExecutionArnOf(stateMachineArns: string[]) {
  return z.string().check(
    z.refine(
      (executionArn) => {
        const machine = executionArn.slice(0, executionArn.lastIndexOf(':'))
        const known = stateMachineArns.some((arn) => arn.replace(':stateMachine:', ':execution:') === machine)
        return known && TransactionId.safeParse(executionNameOf(executionArn)).success
      },
      { error: ({ input }) => problemOf(String(input), stateMachineArns) },
    ),
  )
}

/** Whoever has added a state machine by another way than a workflow is to be told which setting does not know it. */
function problemOf(executionArn: string, stateMachineArns: string[]): string {
  const [, machine] = /^arn:[\w-]+:states:[\w-]+:\d{12}:execution:([\w-]+):[\w-]+$/.exec(executionArn) ?? []
  const known = stateMachineArns.some((arn) => arn.endsWith(`:stateMachine:${machine}`))
  if (machine === undefined || known) return 'is not the ARN of an execution of this service'
  return `is an execution of ${machine}, which is not in STATE_MACHINE_ARNS: this setting of the route's function lists the state machines of this service`
}
