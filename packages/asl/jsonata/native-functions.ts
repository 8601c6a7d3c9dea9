import jsonata from 'jsonata'
import type { Evaluation } from './evaluation.ts'

/** The functions that JSONata comes with, but those that functions.ts replaces. @see https://docs.jsonata.org/overview */
const names =
  `sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad match
  contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs sqrt power boolean not
  map zip filter single reduce sift keys lookup append exists spread merge reverse each error assert type sort distinct
  base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl toMillis fromMillis clone`.split(
    /\s+/,
  )

export type Implementation = Parameters<jsonata.Expression['registerFunction']>[1]
/** How JSONata keeps a function. */
export type NativeFunction = { _jsonata_function: true; implementation: Implementation; signature: unknown }

let evaluation: Evaluation | undefined

/** Runs an evaluation whose calls of functions count for `counted`. */
export function counting<T>(counted: Evaluation, run: () => T): T {
  evaluation = counted
  try {
    return run()
  } finally {
    evaluation = undefined
  }
}

/** JSONata's own functions, each counted by the evaluation under way. */
export const nativeFunctions: ReadonlyMap<string, NativeFunction> = new Map(
  names.map((name) => {
    const native = jsonata(`$${name}`).evaluate(undefined) as NativeFunction
    return [name, { ...native, implementation: counted(name, native.implementation) }]
  }),
)

/** A function whose calls and results the evaluation under way counts. */
export function counted(name: string, implementation: Implementation): Implementation {
  const wrapper: Implementation = function (...args) {
    evaluation?.call(name, args)
    const result = implementation.apply(this, args)
    evaluation?.returned(name, args, result)
    return result
  }
  // JSONata looks at these to find out what arguments it takes.
  Object.defineProperty(wrapper, 'length', { value: implementation.length })
  Object.defineProperty(wrapper, 'toString', { value: () => implementation.toString() })
  return wrapper
}
