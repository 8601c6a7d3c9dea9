import type { EpochMs } from './epoch-ms.ts'
import type { Json } from './json.ts'

/**
 * One event of an execution's history as GetExecutionHistory gives it, except that data (`input`, `output`, `parameters`,
 * `assignedVariables.*`) are values, not JSON text; `details` is the event's `…EventDetails` member.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export type HistoryEvent = {
  id: number
  previousEventId: number
  timestamp: EpochMs
  type: string
  details?: { [name: string]: Json }
}
