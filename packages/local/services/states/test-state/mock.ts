import { isObject, type Json, type Mock, parseResource, type State } from '@sfs3/asl'
import * as z from 'zod'
import { cause, error, jsonText } from '../wire/members.ts'
import { validationException } from '../wire/states-error.ts'
import { fieldProblem, isMissing } from './field-problem.ts'
import { mockSchema } from './mock-schema.ts'

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_MockInput.html */
export const MockInput = z.object({
  result: jsonText.optional(),
  errorOutput: z.object({ error, cause }).optional(),
  fieldValidationMode: z.enum(['STRICT', 'PRESENT', 'NONE']).default('STRICT'),
})
type MockInput = z.infer<typeof MockInput>

/** The mock of a request. @throws StatesError ValidationException when the state could never have this result or error */
export function mockOf(state: State, { result, errorOutput, fieldValidationMode }: MockInput): Mock {
  if (state.Type !== 'Task' && state.Type !== 'Map' && state.Type !== 'Parallel')
    throw validationException(`State type '${state.Type}' is not supported when a mock is specified`)
  if ((result === undefined) === (errorOutput === undefined))
    throw validationException('A test mock should have only one of the following fields: [result, errorOutput].')
  if (result === undefined) return { failure: errorOutput ?? {} }

  const value = parse(result)
  if (state.Type === 'Task') checkAnswer(state.Resource, value, fieldValidationMode)
  else checkArray(state, value)
  return { result: value }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw validationException('Mocked result must be valid JSON')
  }
}

function checkAnswer(arn: string, value: Json, mode: MockInput['fieldValidationMode']): void {
  const resource = mode === 'NONE' ? undefined : parseResource(arn)
  const checked = resource && mockSchema(resource)?.safeParse(value, { reportInput: true })
  const { issues = [] } = checked?.error ?? {}
  const missing = mode === 'STRICT' ? issues.find(isMissing) : undefined
  const issue = missing ?? issues.find((one) => !isMissing(one))
  if (issue) throw validationException(`Mock result schema validation error: ${fieldProblem(issue)}`)
}

function checkArray(state: Extract<State, { Type: 'Map' | 'Parallel' }>, value: Json): void {
  if (state.Type === 'Map' && state.ResultWriter) {
    if (isObject(value)) return
    throw validationException('Mocked result must be a JSON object.')
  }
  if (!Array.isArray(value)) throw validationException('Mocked result must be an array.')
  if (state.Type === 'Parallel' && value.length !== state.Branches.length)
    throw validationException('Mocked result must contain the same number of items as number of Parallel branches.')
}
