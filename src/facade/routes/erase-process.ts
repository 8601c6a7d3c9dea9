import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import * as z from 'zod/mini'
import type { DescribeExecution } from '../../process/current-state.ts'
import { sfnDescribeExecution } from '../../process/describe-execution.ts'
import { type Erasing, s3Erasing } from '../../process/erasing.ts'
import { ExecutionNotFound } from '../../process/errors.ts'
import { executionArnOf } from '../../process/execution-arn.ts'
import { type ExecutionRecords, executionRecords } from '../../process/execution-records.ts'
import { isOwn, type OwnerOf, recordedOwner } from '../../process/owners.ts'
import { s3Records } from '../../process/s3-records.ts'
import { TransactionId } from '../../process/transaction-id.ts'
import { awsClient } from '../../runtime/aws-client.ts'
import { environment } from '../../runtime/environment.ts'
import { log } from '../../runtime/log.ts'
import { conflict, notFound, Problem } from '../http/problem.ts'
import { query } from '../http/query.ts'
import { ok, respond } from '../http/respond.ts'
import { EraseRequest } from '../requests/erase-process.ts'

/** How long after the end of an execution the event that tells of it, and writes an object, is waited for. */
const graceMs = 5 * 60_000

type Sources = {
  describe: DescribeExecution
  records: ExecutionRecords
  objects: Erasing
  now: () => number
  ownerOf: OwnerOf
}

/**
 * `DELETE /process-data?transactionId=`: erases all objects of a process and of its downstream. 409 while an execution of one of
 * `stateMachineArns` runs for them, or has ended and its end is still to be recorded. The log tells who erased what.
 */
export function eraseProcessRoute({ describe, records, objects, now, ownerOf }: Sources, stateMachineArns: string[]) {
  const stateOf = async (executionArn: string) => {
    try {
      return (await describe(executionArn)).state
    } catch (error) {
      if (error instanceof ExecutionNotFound) return undefined
      throw error
    }
  }
  const refuseIfNeeded = async (executionArn: string) => {
    const state = await stateOf(executionArn)
    if (!state) return
    if (state.status === 'RUNNING')
      throw new Problem(conflict, `${executionArn} runs: wait for its end, or stop it, and send this again.`)
    if (now() - Date.parse(state.stopDate) > graceMs) return
    const recorded = await records.state(executionArn)
    if (recorded && recorded.status !== 'RUNNING') return
    const detail = `${executionArn} has just ended and its end is not recorded yet: send this again in a moment.`
    throw new Problem(conflict, detail, { headers: { 'retry-after': '1' } })
  }

  return respond(async (event, caller) => {
    const { transactionId } = query(event, EraseRequest)
    log.appendKeys({ transactionId })

    const transactions = withDownstream(transactionId)
    const own = await isOwn(transactionId, caller, ownerOf)
    const there = own && (await Promise.all(transactions.map(objects.hasObjects))).includes(true)
    if (!there)
      throw new Problem(notFound, `No process ${transactionId}, or its data has expired or was erased before.`)
    for (const each of transactions)
      await Promise.all(stateMachineArns.map((machine) => refuseIfNeeded(executionArnOf(machine, each))))

    let erased = 0
    for (const each of transactions) erased += await objects.erase(each)
    const { apiKeyId } = event.requestContext.identity ?? {}
    log.info('erased', { transactions, objects: erased, apiKeyId, ...(caller && { caller }) })
    return ok({ transactionId, objects: erased })
  })
}

/** The process last: what is left when erasing breaks off can be erased again by the same id. */
const withDownstream = (transactionId: TransactionId): TransactionId[] => {
  const downstream = TransactionId.safeParse(`${transactionId}-downstream`)
  return downstream.success ? [downstream.data, transactionId] : [transactionId]
}

const { DATA_BUCKET, STATE_MACHINE_ARNS } = environment({ DATA_BUCKET: z.string(), STATE_MACHINE_ARNS: z.string() })
const s3 = new S3Client(awsClient)
const objects = s3Records(s3, DATA_BUCKET)

export const handler = eraseProcessRoute(
  {
    describe: sfnDescribeExecution(new SFNClient(awsClient)),
    records: executionRecords(objects),
    objects: s3Erasing(s3, DATA_BUCKET),
    now: Date.now,
    ownerOf: recordedOwner(objects),
  },
  STATE_MACHINE_ARNS.split(','),
)
