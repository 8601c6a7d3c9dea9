/**
 * The layout of the data bucket. Every object is JSON, written once, and expires after `dataExpiryDays`.
 *
 * ```
 * processes/<transactionId>/input.json                  the input of the process, written before its execution starts
 * processes/<transactionId>/outputs/<part>.json         what a step added, such as step-a-output
 * processes/<transactionId>/owner.json                  who started it, written first; where callers are told apart
 * processes/<transactionId>/started.json                when the execution started
 * processes/<transactionId>/outcome.json                how the execution ended
 * processes/<transactionId>/redrives/<n>/started.json   when the n-th redrive started, counted from 1
 * processes/<transactionId>/redrives/<n>/outcome.json   how the n-th redrive ended
 * processes/<transactionId>/answer.json                 the first answer to a request that starts no execution
 * processes/<claimId>/request.json                      the first request with an idempotency key, see idempotency.ts
 * processes/.describe/<epoch second>/<slot>.json        one call of DescribeExecution in this second, see describe-permit.ts
 * processes/.waiting/<window>/<slot>.json               one caller who waits in this window of time, see wait-permit.ts
 * ```
 *
 * An execution has the name of its transaction. No transaction is called `.describe` or `.waiting`: ids have no dots.
 */
import { PartName } from './part-name.ts'

/** Where all objects of a transaction are. */
export function transactionPrefix(transactionId: string): string {
  return `processes/${transactionId}/`
}

/** A part of the process data: `processInput` or the output of a step. @throws ZodError for what is not the name of a part */
export function partKey(transactionId: string, part: string): string {
  const file = part === 'processInput' ? 'input' : `outputs/${PartName.parse(part)}`
  return `${transactionPrefix(transactionId)}${file}.json`
}

/** The part that a key of this transaction stands for; `undefined` if it is none. */
export function partOfKey(transactionId: string, key: string): string | undefined {
  const file = key.slice(transactionPrefix(transactionId).length)
  return file === 'input.json' ? 'processInput' : /^outputs\/([^/]+)\.json$/.exec(file)?.[1]
}

/** When an execution started or how it ended, at first or in its `redrive`-th redrive. */
export function executionRecordKey(executionName: string, record: 'started' | 'outcome', redrive: number): string {
  return `${transactionPrefix(executionName)}${redrive === 0 ? '' : `redrives/${redrive}/`}${record}.json`
}

export function ownerKey(transactionId: string): string {
  return `${transactionPrefix(transactionId)}owner.json`
}

export function requestKey(claimId: string): string {
  return `${transactionPrefix(claimId)}request.json`
}

export function answerKey(transactionId: string): string {
  return `${transactionPrefix(transactionId)}answer.json`
}

export function describePermitKey(epochSecond: number, slot: number): string {
  return `processes/.describe/${epochSecond}/${slot}.json`
}

export function waitPermitKey(window: number, slot: number): string {
  return `processes/.waiting/${window}/${slot}.json`
}
