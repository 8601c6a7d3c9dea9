import type { Json } from '../json.ts'
import { PathNotFound } from '../jsonpath/evaluate.ts'
import { InvalidPath } from '../jsonpath/path.ts'
import { read, searchedText } from '../jsonpath/read.ts'
import type { PathScope } from '../scope.ts'
import { StateError } from '../state-error.ts'
import { format } from './format.ts'
import { FUNCTIONS, InvalidArguments } from './functions.ts'
import { type Argument, type Call, parseIntrinsic } from './parse.ts'

/**
 * What an intrinsic function call gives.
 * @throws StateError States.Runtime `The function 'States.Hash(…)' had the following error: …`; AWS never reports the
 *   `States.IntrinsicFailure` of its documentation
 */
export function evaluateIntrinsic(expression: string, scope: PathScope): Json {
  try {
    return evaluateCall(parseIntrinsic(expression), scope)
  } catch (error) {
    if (error instanceof InvalidArguments || error instanceof InvalidPath) {
      throw new StateError('States.Runtime', `The function '${expression}' had the following error: ${error.message}`)
    }
    throw error
  }
}

function evaluateCall(call: Call, scope: PathScope): Json {
  const values = call.arguments.map((argument) => evaluateArgument(argument, scope))
  if (call.name === 'States.Format') {
    const [template] = call.arguments
    const escaped = template?.type === 'literal' ? template.escaped : undefined
    return format(escaped ?? values[0], values.slice(1))
  }
  return FUNCTIONS[call.name](values, scope.random)
}

function evaluateArgument(argument: Argument, scope: PathScope): Json {
  switch (argument.type) {
    case 'literal':
      return argument.value
    case 'call':
      return evaluateCall(argument.call, scope)
    case 'path':
      try {
        return read(argument.path, scope)
      } catch (error) {
        if (!(error instanceof PathNotFound)) throw error
        const searched = searchedText(argument.text, scope)
        throw new InvalidArguments(
          `The JsonPath argument for the field '${argument.text}' could not be found in the input '${searched}'`,
        )
      }
  }
}
