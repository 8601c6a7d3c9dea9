import type { Diagnostic } from './diagnostic.ts'
import { checkGraph } from './graph.ts'
import { type JsonProblem, readJson, sourceLocation } from './json-text.ts'
import { type MachineType, Place } from './place.ts'
import { checkVariableScopes } from './variable-scopes.ts'
import { checkMachine, checkState } from './workflow.ts'

/**
 * What AWS says about a definition in Amazon States Language; no errors mean that CreateStateMachine accepts it.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html
 */
export function validateDefinition(text: string, machineType: MachineType = 'STANDARD'): Diagnostic[] {
  if (text.trim() === '') {
    return [{ severity: 'ERROR', code: 'MISSING_DESCRIPTION', message: 'Missing definition' }]
  }
  const read = readJson(text)
  if ('problem' in read) return [notJson(text, read.problem)]

  const diagnostics: Diagnostic[] = []
  const at = new Place('', { machineType, language: 'JSONPath', states: [] }, diagnostics)
  checkMachine(read.value, at)
  // Where the states lead is only looked at when each of them has the right form.
  if (diagnostics.some(({ code }) => code === 'SCHEMA_VALIDATION_FAILED')) return diagnostics
  checkGraph(read.value, at)
  checkVariableScopes(read.value, at)
  return diagnostics
}

/** What AWS says about the definition of a state that stands on its own, as TestState takes it. */
export function validateState(text: string, name: string): Diagnostic[] {
  const read = readJson(text)
  if ('problem' in read) return [notJson(text, read.problem)]
  const diagnostics: Diagnostic[] = []
  const scope = { machineType: 'STANDARD', language: 'JSONPath', states: [] } as const
  checkState(read.value, new Place(`/States/${name}`, scope, diagnostics), 'JSONPath')
  return diagnostics
}

function notJson(text: string, problem: JsonProblem): Diagnostic {
  const location = sourceLocation(text, problem)
  return {
    severity: 'ERROR',
    code: 'INVALID_JSON_DESCRIPTION',
    message: `${problem.reason}\n at ${location}`,
    location,
  }
}
