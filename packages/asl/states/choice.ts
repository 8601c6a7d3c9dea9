import { ruleHolds } from '../choice/rule.ts'
import type { ChoiceState } from '../definition.ts'
import { handover, pathHandover, pathScope, queryHandover, queryScope, selectedInput } from '../execution/data-flow.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import { leave } from '../interpreter/flow.ts'
import { evaluate } from '../jsonata/evaluate.ts'
import { StateError } from '../state-error.ts'

/** Goes where the first rule that holds says. @see https://states-language.net/#choice-state */
export function startChoice(t: Transition, thread: StateThread<ChoiceState>): void {
  if (thread.state.QueryLanguage === 'JSONata') startQueryChoice(t, thread)
  else startPathChoice(t, thread)
}

function startPathChoice(t: Transition, thread: StateThread<ChoiceState>): void {
  const { state } = thread
  const input = selectedInput(t, thread)
  const scope = pathScope(t, thread, input)
  const rule = state.Choices.find((candidate) => ruleHolds(candidate, scope))
  const next = rule?.Next ?? defaultOf(state)
  leave(
    t,
    thread,
    rule ? pathHandover(t, thread, { ...state, Assign: rule.Assign }, input) : handover(t, thread, input),
    next,
  )
}

function startQueryChoice(t: Transition, thread: StateThread<ChoiceState>): void {
  const { state, active } = thread
  const scope = queryScope(t, thread)
  const index = state.Choices.findIndex(
    ({ Condition = false }, i) => evaluate(`Choices[${i}]/Condition`, Condition, scope, 'boolean') === true,
  )
  const rule = state.Choices[index]
  const next = rule?.Next ?? defaultOf(state)
  const fields = rule ? { Assign: rule.Assign, Output: rule.Output ?? state.Output } : state
  const location = (field: string) => (rule && field in rule ? `Choices[${index}]/${field}` : field)
  leave(t, thread, queryHandover(t, thread, fields, active.input, undefined, location), next)
}

function defaultOf(state: ChoiceState): string {
  if (state.Default === undefined)
    throw new StateError(
      'States.NoChoiceMatched',
      'Failed to transition out of the state. The state does not point to a next state.',
    )
  return state.Default
}
