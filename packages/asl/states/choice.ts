import { ruleHolds } from '../choice/rule.ts'
import type { ChoiceState } from '../definition.ts'
import { pathOutput, pathScope, queryOutput, queryScope, selectedInput, stateOutput } from '../execution/data-flow.ts'
import { leave, type StateOutcome } from '../execution/outcome.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import { evaluate } from '../jsonata/evaluate.ts'
import { StateError } from '../state-error.ts'

/** Goes where the first rule that holds says. @see https://states-language.net/#choice-state */
export function startChoice(t: Transition, thread: StateThread<ChoiceState>): StateOutcome {
  return thread.state.QueryLanguage === 'JSONata' ? startQueryChoice(t, thread) : startPathChoice(t, thread)
}

function startPathChoice(t: Transition, thread: StateThread<ChoiceState>): StateOutcome {
  const { state } = thread
  const input = selectedInput(t, thread)
  const scope = pathScope(t, thread, input)
  const rule = state.Choices.find((candidate) => ruleHolds(candidate, scope))
  const next = rule?.Next ?? defaultOf(state)
  const output = rule ? pathOutput(t, thread, { ...state, Assign: rule.Assign }, input) : stateOutput(t, thread, input)
  return leave(output, next)
}

function startQueryChoice(t: Transition, thread: StateThread<ChoiceState>): StateOutcome {
  const { state, active } = thread
  const scope = queryScope(t, thread)
  const index = state.Choices.findIndex(
    ({ Condition = false }, i) => evaluate(`Choices[${i}]/Condition`, Condition, scope, 'boolean') === true,
  )
  const rule = state.Choices[index]
  const next = rule?.Next ?? defaultOf(state)
  const fields = rule ? { Assign: rule.Assign, Output: rule.Output ?? state.Output } : state
  const location = (field: string) => (rule && field in rule ? `Choices[${index}]/${field}` : field)
  return leave(queryOutput(t, thread, fields, active.input, undefined, location), next)
}

function defaultOf(state: ChoiceState): string {
  if (state.Default === undefined)
    throw new StateError(
      'States.NoChoiceMatched',
      'Failed to transition out of the state. The state does not point to a next state.',
    )
  return state.Default
}
