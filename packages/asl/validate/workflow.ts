import type { QueryLanguage } from '../definition.ts'
import type { Json, JsonObject } from '../json.ts'
import { checkFields, type Fields, integer, isObject, oneOf, text } from './check.ts'
import { fieldOfOtherLanguage } from './choice-rule.ts'
import { processorConfig } from './map-fields.ts'
import type { Place } from './place.ts'
import { FIELDS_OF, STATES, type StateType } from './state-fields.ts'

const LONGEST_STATE_NAME = 80

/** A whole state machine. */
export function checkMachine(value: Json, at: Place): void {
  checkQueryLanguage(value, at)
  const language = isObject(value) ? resolve(value.QueryLanguage, 'JSONPath') : 'JSONPath'
  checkWorkflow(value, at.with({ language }), language, {
    QueryLanguage: () => {},
    Version: oneOf('1.0'),
    TimeoutSeconds: integer({ min: 0, max: 99_999_999 }),
  })
}

/**
 * A machine, a branch of a Parallel state, or the processor of a Map state.
 * @param language the machine's query language, which states in branches and processors fall back on, too
 */
function checkWorkflow(value: Json, at: Place, language: QueryLanguage, more: Fields): void {
  if (!isObject(value)) return at.malformed('Expected value of type [OBJECT]')
  const states = (each: Json, place: Place) => checkStates(each, place, language)
  const fields: Fields = { Comment: text, StartAt: text, States: states, ...more }
  for (const name of Object.keys(value))
    if (!Object.hasOwn(fields, name)) at.malformed(`Field '${name}' is not supported`)
  checkFields(value, { fields, required: ['States', 'StartAt'] }, at)
}

function checkStates(value: Json, at: Place, language: QueryLanguage): void {
  if (!isObject(value)) return at.malformed('Expected value of type [OBJECT]')
  if (Object.keys(value).length === 0) at.malformed('Value cannot be empty')
  for (const [name, state] of Object.entries(value)) {
    const place = at.child(name)
    if (name.length > LONGEST_STATE_NAME) {
      const limit = `exceeds the ${LONGEST_STATE_NAME}-character limit allowed by the service`
      place.error('INVALID_STATE_NAME', `State name '${name}' ${limit}`)
    }
    checkState(state, place, language)
  }
}

/** One state, with what it contains. @param language the machine's query language */
export function checkState(value: Json, at: Place, language: QueryLanguage): void {
  if (!isObject(value)) return at.malformed('Expected value of type [OBJECT]')
  const type = value.Type
  if (!isStateType(type)) {
    if (type === undefined) return at.malformed('These fields are required: [Type]')
    const types = Object.keys(STATES).join(', ')
    return at.child('Type').malformed(`The field 'Type' should have one of these values: [${types}]`)
  }
  checkQueryLanguage(value, at)
  const own = resolve(value.QueryLanguage, language)
  const place = at.with({ language: own })
  const shape = STATES[type]
  for (const name of Object.keys(value))
    if (!Object.hasOwn(shape.fields, name)) place.malformed(`Field '${name}' is not supported`)

  const downgraded = language === 'JSONata' && value.QueryLanguage === 'JSONPath'
  if (downgraded) at.malformed("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine")
  const foreign = FIELDS_OF[own === 'JSONata' ? 'JSONPath' : 'JSONata'].filter((name) => Object.hasOwn(value, name))
  const supported = foreign.filter((name) => Object.hasOwn(shape.fields, name))
  if (!downgraded) for (const name of supported) place.malformed(fieldOfOtherLanguage(name, own))

  // `"End": false` says nothing.
  const silent = value.End === false ? ['End'] : []
  checkFields(
    without(value, [...foreign, ...silent]),
    { ...shape, fields: { ...shape.fields, ...workflows(language) } },
    place,
  )
  checkCredentialsOfActivity(value, place)
}

/** What a state contains falls back on the machine's query language, not on the state's. */
function workflows(language: QueryLanguage): Fields {
  const processor = (value: Json, at: Place) => checkWorkflow(value, at, language, { ProcessorConfig: processorConfig })
  return {
    ItemProcessor: processor,
    Iterator: processor,
    Branches: (value, at) => {
      if (!Array.isArray(value)) return at.malformed('Expected value of type [ARRAY]')
      if (value.length === 0) at.malformed('Value cannot be empty')
      for (const [i, branch] of value.entries()) checkWorkflow(branch, at.item(i), language, {})
    },
  }
}

function checkCredentialsOfActivity(state: JsonObject, at: Place): void {
  const { Resource, Credentials } = state
  if (Credentials !== undefined && typeof Resource === 'string' && Resource.includes(':activity:')) {
    at.child('Credentials').malformed("The field 'Credentials' is not supported for activities")
  }
}

function checkQueryLanguage(value: Json, at: Place): void {
  if (isObject(value) && value.QueryLanguage !== undefined) {
    oneOf('JSONPath', 'JSONata')(value.QueryLanguage, at.child('QueryLanguage'))
  }
}

/** AWS takes anything but the exact text `JSONPath` for JSONata. */
function resolve(own: Json | undefined, inherited: QueryLanguage): QueryLanguage {
  if (own === undefined) return inherited
  return own === 'JSONPath' ? 'JSONPath' : 'JSONata'
}

function isStateType(type: Json | undefined): type is StateType {
  return typeof type === 'string' && Object.hasOwn(STATES, type)
}

function without(object: JsonObject, names: string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))
}
