import type { APIGatewayProxyEvent } from 'aws-lambda'
import { recordedStanding } from '../../process/current-state.ts'
import { executionArnOf } from '../../process/execution-arn.ts'
import type { Correlation } from '../../process/start-process.ts'
import type { TransactionId } from '../../process/transaction-id.ts'
import { log } from '../../runtime/log.ts'
import { correlationOf } from './correlation-id.ts'
import { preferenceApplied, preferredWaitSeconds } from './prefer.ts'
import { accepted, type Handler, ok, respond } from './respond.ts'
import type { StartSources } from './start-sources.ts'
import { stateOf } from './state-location.ts'
import { transaction } from './transaction.ts'

/** What a route that starts an execution decides for itself. */
export type StartingRoute<Input> = {
  stateMachineArn: string
  /** The request, parsed. @throws Problem, ZodError */
  input: (event: APIGatewayProxyEvent) => Input
  /** Starts the execution of a transaction, named after it, with `correlation` in its input. Done again, it changes nothing. */
  start: (transactionId: TransactionId, input: Input, correlation: Correlation) => Promise<unknown>
  /** What the answer says besides `executionId`. */
  answer: (transactionId: TransactionId, input: Input) => object
}

/**
 * A route that starts an execution: with `Idempotency-Key` once per key, with `Prefer: wait` the answer is held until the
 * execution has ended, 200 then and 202 before.
 */
export function starting<Input>(route: StartingRoute<Input>, sources: StartSources): Handler {
  return respond(async (event) => {
    const input = route.input(event)
    const waitSeconds = preferredWaitSeconds(event)

    const { transactionId, claim } = await transaction(event, sources)
    const executionId = executionArnOf(route.stateMachineArn, transactionId)
    log.appendKeys({ transactionId })

    const started = claim?.first === false && (await sources.records.standing(executionId))
    if (!started) await route.start(transactionId, input, correlationOf(event))

    const ids = { ...route.answer(transactionId, input), executionId }
    const headers = { location: stateOf(executionId, event), ...preferenceApplied(waitSeconds) }
    const standing = waitSeconds && (await recordedStanding(executionId, waitSeconds * 1000, sources))
    if (!standing || standing.status === 'RUNNING') return accepted(ids, headers)

    const { executionArn: _, ...ended } = standing
    return ok({ ...ids, ...ended }, headers)
  })
}
