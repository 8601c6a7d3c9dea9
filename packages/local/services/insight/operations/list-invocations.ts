import * as z from 'zod'
import { type InsightOperation, inputOf } from '../insight.ts'

/** Invocations with their lines and requests, newest first: of an execution, of a function, or all. */
export const listInvocations: InsightOperation = (input, { invocations }) => {
  const { executionArn, functionName, maxResults } = inputOf(Input, input)
  const fitting = invocations
    .all()
    .filter(
      ({ source, functionName: name }) =>
        (executionArn === undefined || source?.executionArn === executionArn) &&
        (functionName === undefined || name === functionName),
    )
  return { invocations: fitting.slice(0, maxResults) }
}

const Input = z.looseObject({
  executionArn: z.string().optional(),
  functionName: z.string().optional(),
  maxResults: z.number().int().min(1).max(1000).default(200),
})
