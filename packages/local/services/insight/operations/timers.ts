import * as z from 'zod'
import { type InsightOperation, inputOf } from '../insight.ts'

const OfExecution = z.looseObject({ executionArn: z.string() })

/** When the next timer of an execution is due: a wait, the pause before a retry, a timeout, a heartbeat. */
export const describeTimer: InsightOperation = (input, { timers }) => {
  const { executionArn } = inputOf(OfExecution, input)
  return { at: timers.nextTimer(executionArn) }
}

/** Lets that timer fire now. Other executions, and later timers of this one, stay where they are. */
export const skipToNextTimer: InsightOperation = (input, { timers }) => {
  const { executionArn } = inputOf(OfExecution, input)
  return { at: timers.skipToNextTimer(executionArn) }
}
