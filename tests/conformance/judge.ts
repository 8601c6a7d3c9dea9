import type { Case } from './case.ts'
import { type Comparison, compare } from './compare.ts'
import { replay } from './replay.ts'

/** What a case came to. `result` and `history` say how it differs; neither means that it is exactly as on AWS. */
export type Verdict = { case: Case } & Comparison

export function judge(of: Case): Verdict {
  try {
    return { case: of, ...judged(of) }
  } catch (error) {
    return { case: of, result: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function judged(of: Case): Comparison {
  const { createError, startError, apiError, validate, variableReferences } = of.expect
  if (of.testState) return { result: 'NotImplemented: TestState' }
  if (of.call || apiError || startError) return { result: 'NotImplemented: API calls' }
  if (createError || validate || variableReferences) return { result: 'NotImplemented: validation' }
  return compare(of, replay(of))
}
