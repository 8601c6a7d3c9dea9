import { randomInt } from 'node:crypto'
import { describePermitKey } from './keys.ts'
import type { Records } from './records.ts'

/**
 * How often all functions of the facade together call DescribeExecution in one second: half of what most regions allow an
 * account, a third of what us-east-1 allows.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const permitsPerSecond = 5

/**
 * Whether DescribeExecution may be called once now. A permit is an object that only one caller can create, so the limit holds
 * however many functions run.
 */
export function describePermit(
  records: Records,
  now: () => number = Date.now,
  slot: () => number = () => randomInt(permitsPerSecond),
): () => Promise<boolean> {
  return () => records.put(describePermitKey(Math.floor(now() / 1000), slot()), {})
}
