import type { State } from './definition.ts'
import type { Attempt, Visit } from './progress.ts'

/** One step of the data's way through a state. */
export type Stage = {
  name: string
  /** JSON text. */
  text: string
  /** Which fields of the definition made it of what stands before it, as they are written there. */
  madeBy: Readonly<Record<string, unknown>>
}

/** The data of one visit, in the order in which it flows, as far as the history tells. */
export type StateData = Stage[]

/**
 * What came in, what the service was asked and answered, and what went on.
 * @param attempt the try to look at; the last one decides the output
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
 */
export function stateData(state: State | undefined, visit: Visit, attempt: Attempt | undefined): StateData {
  const stage = (name: Stage['name'], text: string | undefined, ...fields: string[]): Stage[] =>
    text === undefined ? [] : [{ name, text, madeBy: pick(state, fields) }]
  const assigned =
    visit.assigned && Object.entries(visit.assigned).map(([name, text]) => `${JSON.stringify(name)}:${text}`)
  return [
    ...stage('Input', visit.input),
    ...stage('Request', attempt?.parameters, 'InputPath', 'Parameters', 'Arguments'),
    ...stage('Result', attempt?.result),
    ...stage('Output', visit.output, 'ResultSelector', 'ResultPath', 'OutputPath', 'Output'),
    ...stage('Assigned', assigned && `{${assigned.join(',')}}`, 'Assign'),
  ]
}

function pick(state: State | undefined, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state ?? {}).filter(([name]) => fields.includes(name)))
}
