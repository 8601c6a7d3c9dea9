import type { Json, JsonObject } from '@sfs3/asl'
import { TaskFailure, type TaskRequest } from '../../../packages/local/services/states/integrations/integration.ts'
import { payload } from './answers.ts'
import type { Case } from './case.ts'

/** The TestState request of a case. Those whose states call services were sent with a role, or were refused. */
export function testStateRequest({ testState, definition, input, needs, expect }: Case): JsonObject {
  return {
    ...testState,
    definition: JSON.stringify(definition),
    ...(input !== undefined && { input: JSON.stringify(input) }),
    ...(needs.length > 0 && !expect.apiError && { roleArn: 'arn:aws:iam::111111111111:role/snf_role' }),
  }
}

const RESHAPES = ['ResultSelector', 'ResultPath', 'OutputPath', 'Output']

/** What a task that was really done came to, as far as the recording tells. */
export async function recordedAnswer({ definition, expect }: Case, request: TaskRequest): Promise<Json> {
  if (expect.error !== undefined) throw new TaskFailure(expect.error, expect.cause)
  const { result } = (expect.inspectionData ?? {}) as JsonObject
  if (result !== undefined) return result
  const isReshaped = RESHAPES.some((field) => field in (definition as JsonObject))
  return isReshaped || expect.output === undefined ? payload(request) : expect.output
}

/** An answer as the recordings write it: output is a value, and so is all that is inspected and is an object. */
export function outcome({ output, inspectionData, ...answer }: JsonObject): Json {
  return {
    ...answer,
    ...(typeof output === 'string' && { output: JSON.parse(output) as Json }),
    ...(inspectionData !== undefined && { inspectionData: parsed(inspectionData) }),
  }
}

function parsed(inspected: Json): Json {
  const entries = Object.entries(inspected as JsonObject).map(([name, value]) => [
    name,
    typeof value === 'string' && value.startsWith('{') ? (JSON.parse(value) as Json) : value,
  ])
  return Object.fromEntries(entries) as Json
}

/** What is expected, where times of the context object were masked as `date`. */
export function expectedOutcome({ expect }: Case): Json {
  const masked = (name: string, value: unknown) =>
    value === 'date' && (name === 'StartTime' || name === 'EnteredTime') ? '<date>' : value
  return JSON.parse(JSON.stringify(expect, masked)) as Json
}
