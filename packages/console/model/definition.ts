import * as z from 'zod'

/** One rule of a Choice state. Only what a label is made of is named; the rest stays as it was written. */
export type ChoiceRule = { Next?: string | undefined; Condition?: unknown; [operator: string]: unknown }

/** A state as far as it can be drawn. Whatever else it says is kept, to be shown. */
export type State = {
  Type: string
  Comment?: unknown
  Next?: string | undefined
  End?: boolean | undefined
  Default?: string | undefined
  Resource?: string | undefined
  Choices?: ChoiceRule[] | undefined
  Catch?: { ErrorEquals: string[]; Next: string }[] | undefined
  Branches?: Machine[] | undefined
  ItemProcessor?: Machine | undefined
  Iterator?: Machine | undefined
  [field: string]: unknown
}

/** A state machine, or a part of one: a branch of a Parallel state, the processor of a Map state. */
export type Machine = { StartAt: string; States: Record<string, State>; [field: string]: unknown }

const State: z.ZodType<State> = z.looseObject({
  Type: z.string(),
  Next: z.string().optional(),
  End: z.boolean().optional(),
  Default: z.string().optional(),
  Resource: z.string().optional(),
  Choices: z.array(z.looseObject({ Next: z.string().optional() })).optional(),
  Catch: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), Next: z.string() })).optional(),
  get Branches() {
    return z.array(Machine).optional()
  },
  get ItemProcessor() {
    return Machine.optional()
  },
  get Iterator() {
    return Machine.optional()
  },
})

const Machine: z.ZodType<Machine> = z.lazy(() =>
  z.looseObject({ StartAt: z.string(), States: z.record(z.string(), State) }),
)

/**
 * A definition from the text that DescribeStateMachine gives.
 * @throws NotADefinition saying what is missing, where
 */
export function parseDefinition(text: string): Machine {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new NotADefinition('it is not JSON', { cause })
  }
  const { success, error } = Machine.safeParse(json)
  if (success) return json as Machine // as it was written: the schema would move the fields that it knows to the front
  const [issue] = error.issues
  throw new NotADefinition(`${issue?.path.join('.') || 'the definition'}: ${issue?.message}`)
}

/** The text is no state machine, or not one that can be drawn. */
export class NotADefinition extends Error {
  override readonly name = 'NotADefinition'
}

/** What a Parallel state runs side by side, or a Map state for each item; empty for other states. */
export function innerMachines(state: State): Machine[] {
  if (state.Type === 'Parallel') return state.Branches ?? []
  if (state.Type !== 'Map') return []
  const processor = state.ItemProcessor ?? state.Iterator
  return processor ? [processor] : []
}

/** Every state of a machine by name, those inside Parallel and Map states too. Names are unique in a state machine. */
export function statesByName(machine: Machine): Map<string, State> {
  const states = new Map<string, State>()
  const collect = (part: Machine) => {
    for (const [name, state] of Object.entries(part.States)) {
      states.set(name, state)
      innerMachines(state).forEach(collect)
    }
  }
  collect(machine)
  return states
}
