import { randomInt } from 'node:crypto'
import type { Records } from './records.ts'

/**
 * How many DescribeExecution the facade allows itself in one second, all its functions together: below the 10 a second of
 * most regions, and far below the 15 of us-east-1.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const permitsPerSecond = 8

/**
 * Asks for leave to call DescribeExecution once. A permit is an object that only one caller can create, so the bound holds
 * however many functions run. No transaction is called `.describe`: ids have no dots.
 */
export const describePermit = (
  records: Records,
  now: () => number = Date.now,
  slot: () => number = () => randomInt(permitsPerSecond),
): (() => Promise<boolean>) => {
  return () => records.put(`processes/.describe/${Math.floor(now() / 1000)}/${slot()}.json`, {})
}
