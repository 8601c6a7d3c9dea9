import type * as z from 'zod'
import type { loggingConfiguration } from '../wire/members.ts'
import { StatesError } from '../wire/states-error.ts'

type LoggingConfiguration = z.output<typeof loggingConfiguration>

/**
 * The logging configuration as it is kept and described. Without a level nothing is logged.
 * @throws StatesError InvalidLoggingConfiguration when there is a level but not exactly one destination
 */
export function loggingText(given: LoggingConfiguration | undefined): string {
  const { level = 'OFF', includeExecutionData = false, destinations = [] } = given ?? {}
  if ((level !== 'OFF' && destinations.length !== 1) || destinations.length > 1)
    throw new StatesError(
      'InvalidLoggingConfiguration',
      'Invalid Logging Configuration: Must specify exactly one Log Destination.',
    )
  return JSON.stringify({ level, includeExecutionData, ...(destinations.length > 0 && { destinations }) })
}
