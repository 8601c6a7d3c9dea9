import type { State } from './definition.ts'
import { type Attempt, type Progress, scopesOf, type Visit } from './progress.ts'
import type { Stage, StateData } from './state-data.ts'

/** What TestState is asked, so that it tells what each processing stage made of the data. */
export type StateTestRequest = {
  definition: string
  input: string
  inspectionLevel: 'DEBUG'
  variables?: string
  context?: string
  mock?: { result?: string; errorOutput?: { error: string; cause: string }; fieldValidationMode?: 'NONE' }
}

/** States that call nothing, so that trying one changes nothing. */
const harmless = new Set(['Pass', 'Choice', 'Succeed', 'Fail'])

/**
 * A request that does again, without calling anything, what a visit did: a Task gets the recorded result as a mock.
 * `undefined` for states that cannot be done again so: those that wait, and those with others inside.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html
 */
export function explainRequest(
  { visits, input }: Progress,
  state: State,
  visit: Visit,
  attempt: Attempt | undefined,
): StateTestRequest | undefined {
  if (visit.input === undefined) return undefined
  const mock = state.Type === 'Task' ? recorded(attempt) : undefined
  if (!harmless.has(state.Type) && !mock) return undefined
  const given = Object.entries(variablesOf(visits, visit))
  return {
    definition: JSON.stringify(state),
    input: visit.input,
    inspectionLevel: 'DEBUG',
    ...(given.length > 0 && {
      variables: `{${given.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`,
    }),
    ...(mock && { mock, context: JSON.stringify(contextOf(visit, input)) }), // TestState takes a context with a mock alone
  }
}

function recorded(attempt: Attempt | undefined): StateTestRequest['mock'] {
  if (!attempt || attempt.to === undefined) return undefined
  if (attempt.status === 'SUCCEEDED' && attempt.result !== undefined)
    return { result: attempt.result, fieldValidationMode: 'NONE' }
  if (attempt.error === undefined) return undefined
  return { errorOutput: { error: attempt.error, cause: attempt.cause ?? '' } }
}

/** Variables as they were when the state was entered: what states before it assigned, in its own scope and in those around it. */
function variablesOf(visits: readonly Visit[], visit: Visit): Record<string, string> {
  const within = new Set([visit.scope?.within, ...scopesOf(visit).map(({ scope }) => scope?.within)])
  const before = visits.slice(0, visits.indexOf(visit)).filter((other) => {
    const sameItem = other.scope?.within !== visit.scope?.within || other.scope?.index === visit.scope?.index
    return other.assigned !== undefined && within.has(other.scope?.within) && sameItem
  })
  return Object.assign({}, ...before.map(({ assigned }) => assigned))
}

/** As much of the context object as a history tells. */
function contextOf({ name, from, scope }: Visit, input: string | undefined): object {
  return {
    Execution: { Input: JSON.parse(input ?? '{}') },
    State: { Name: name, EnteredTime: new Date(from).toISOString() },
    Task: { Token: 'the task token' },
    ...(scope?.index !== undefined && { Map: { Item: { Index: scope.index } } }),
  }
}

const stages: readonly [name: string, key: string, ...fields: string[]][] = [
  ['Input', 'input'],
  ['After InputPath', 'afterInputPath', 'InputPath'],
  ['After Parameters', 'afterParameters', 'Parameters'],
  ['After Arguments', 'afterArguments', 'Arguments'],
  ['Result', 'result'],
  ['After ResultSelector', 'afterResultSelector', 'ResultSelector'],
  ['After ResultPath', 'afterResultPath', 'ResultPath'],
  ['Output', 'output', 'OutputPath', 'Output'],
  ['Variables', 'variables', 'Assign'],
]

/**
 * The way of the data, stage by stage, from what TestState answered. Stages that the definition does not name are left out, but for
 * input, result and output.
 */
export function explained(
  state: State,
  answer: { output?: string; inspectionData?: Record<string, unknown> },
): StateData {
  const known: Record<string, unknown> = { ...answer.inspectionData, output: answer.output }
  return stages.flatMap(([name, key, ...fields]): Stage[] => {
    const text = known[key]
    const madeBy = Object.fromEntries(fields.flatMap((field) => (field in state ? [[field, state[field]]] : [])))
    const isOptional = key.startsWith('after') || key === 'variables'
    if (typeof text !== 'string' || (isOptional && Object.keys(madeBy).length === 0)) return []
    return [{ name, text, madeBy }]
  })
}
