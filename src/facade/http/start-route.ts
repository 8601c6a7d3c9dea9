import type { APIGatewayProxyEvent } from 'aws-lambda'
import { recordedState } from '../../process/current-state.ts'
import { executionArnOf } from '../../process/execution-arn.ts'
import { type Owner, recordOwner } from '../../process/owners.ts'
import type { Correlation } from '../../process/start-process.ts'
import type { TransactionId } from '../../process/transaction-id.ts'
import { log } from '../../runtime/log.ts'
import { correlationOf } from './correlation-id.ts'
import { preferenceApplied, preferredWaitSeconds } from './prefer.ts'
import { accepted, type Handler, ok, respond } from './respond.ts'
import type { StartSources } from './start-sources.ts'
import { stateLocation } from './state-location.ts'
import { transaction } from './transaction.ts'

/** What differs between routes that start an execution. */
export type StartRoute<Input> = {
  stateMachineArn: string
  /** The request, parsed. @throws Problem, ZodError */
  input: (event: APIGatewayProxyEvent) => Input
  /** Starts the execution that is named after the transaction; `correlation` is part of its input. May be called again. The owner is recorded. */
  start: (transactionId: TransactionId, input: Input, correlation: Correlation, owner?: Owner) => Promise<unknown>
  /** The members of the answer besides `executionId`. */
  answer: (transactionId: TransactionId, input: Input) => object
}

/**
 * A route that starts an execution: with `Idempotency-Key` once per key. It answers 202, or with `Prefer: wait` and if the
 * execution ends in time 200 with its result.
 */
export function startRoute<Input>(route: StartRoute<Input>, sources: StartSources): Handler {
  return respond(async (event, caller) => {
    const input = route.input(event)
    const waitSeconds = preferredWaitSeconds(event)

    const { transactionId, claim } = await transaction(event, caller, sources)
    const executionId = executionArnOf(route.stateMachineArn, transactionId)
    log.appendKeys({ transactionId })

    const started = claim?.first === false && (await sources.records.state(executionId))
    if (!started) {
      if (caller) await recordOwner(sources.requests, transactionId, caller)
      await route.start(transactionId, input, correlationOf(event), caller)
    }

    const ids = { ...route.answer(transactionId, input), executionId }
    const headers = { location: stateLocation(executionId, event), ...preferenceApplied(waitSeconds) }
    const state = waitSeconds && (await recordedState(executionId, waitSeconds * 1000, sources))
    if (!state || state.status === 'RUNNING') return accepted(ids, headers)

    const { executionArn: _, ...ended } = state
    return ok({ ...ids, ...ended }, headers)
  })
}
