import type { HistoryEvent, Json, JsonObject } from '@sfs3/asl'
import { seconds } from './members.ts'

/** Members that AWS sends as JSON text, with what it says beside them. */
const jsonMembers: Readonly<Record<string, string | undefined>> = {
  input: 'inputDetails',
  output: 'outputDetails',
  parameters: undefined,
}

/**
 * One event as GetExecutionHistory answers it: data as JSON text, details under a name that follows from the type.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export function historyEvent(event: HistoryEvent, roleArn: string, includeExecutionData: boolean) {
  const { id, previousEventId, timestamp, type } = event
  const member = detailsMember(type)
  const details = event.details && Object.entries(event.details)
  return {
    id,
    previousEventId,
    timestamp: seconds(timestamp),
    type,
    ...((details || hasDetails(type)) && {
      [member]: {
        ...Object.fromEntries(
          (details ?? []).flatMap(([name, value]) => wireMembers(name, value, includeExecutionData)),
        ),
        ...(type === 'ExecutionStarted' && { roleArn }),
      },
    }),
  }
}

function wireMembers(name: string, value: Json, includeData: boolean): [string, Json][] {
  const truncated = { truncated: false }
  if (name === 'assignedVariables') {
    const variables = mapValues(value as JsonObject, (variable) => JSON.stringify(variable))
    return includeData
      ? [
          [name, variables],
          ['assignedVariablesDetails', truncated],
        ]
      : []
  }
  if (!(name in jsonMembers)) return [[name, value]]
  if (!includeData) return []
  const beside = jsonMembers[name]
  return [[name, JSON.stringify(value)], ...(beside === undefined ? [] : [[beside, truncated] as [string, Json]])]
}

/** `TaskStateEntered` has `stateEnteredEventDetails`, `TaskScheduled` has `taskScheduledEventDetails`. */
function detailsMember(type: string): string {
  const common = /State(Entered|Exited)$/.exec(type)
  const name = common ? `state${common[1]}` : type.charAt(0).toLowerCase() + type.slice(1)
  return `${name}EventDetails`
}

/** These have details even when they say nothing. */
const hasDetails = (type: string): boolean =>
  /^(Execution|Task|LambdaFunction|Activity)(Aborted|Failed|TimedOut)$/.test(type)

const mapValues = (object: JsonObject, change: (value: Json) => Json): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]))
