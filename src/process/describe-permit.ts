import { randomInt } from 'node:crypto'
import { describePermitKey } from './keys.ts'
import type { Records } from './records.ts'

/**
 * How many DescribeExecution the facade allows itself in one second, all its functions together: half of what most regions
 * allow an account, a third of us-east-1.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const permitsPerSecond = 5

/**
 * Asks for leave to call DescribeExecution once. A permit is an object that only one caller can create, so the bound holds
 * however many functions run.
 */
export function describePermit(
  records: Records,
  now: () => number = Date.now,
  slot: () => number = () => randomInt(permitsPerSecond),
): () => Promise<boolean> {
  return () => records.put(describePermitKey(Math.floor(now() / 1000), slot()), {})
}
