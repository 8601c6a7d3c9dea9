import { answerDifference } from './api.ts'
import type { Case } from './case.ts'
import { type Comparison, compare } from './compare.ts'
import { replay } from './replay.ts'

/** What a case came to. `result` and `history` say how it differs; neither means that it is exactly as on AWS. */
export type Verdict = { case: Case } & Comparison

export async function judge(of: Case): Promise<Verdict> {
  try {
    return { case: of, ...(await judged(of)) }
  } catch (error) {
    return { case: of, result: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

async function judged(of: Case): Promise<Comparison> {
  const { createError, startError, apiError, validate, variableReferences } = of.expect
  if (of.testState ?? of.call ?? createError ?? startError ?? apiError ?? validate ?? variableReferences) {
    const result = await answerDifference(of)
    return result === undefined ? {} : { result }
  }
  return compare(of, replay(of))
}
