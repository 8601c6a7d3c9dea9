import type { Json } from '../json.ts'

/** A compiled JSONPath. */
export type Path = {
  /** `$` is the data, `$$` the context object, `$name` a variable. */
  root: 'data' | 'context' | { variable: string }
  steps: Step[]
  /** A definite path names one node and fails without it; any other finds a list, which may be empty. */
  definite: boolean
}

export type Step =
  | { type: 'property'; names: string[] }
  | { type: 'index'; indices: number[] }
  | { type: 'slice'; from?: number; to?: number }
  | { type: 'wildcard' }
  | { type: 'descendants' }
  | { type: 'filter'; holds: Filter; text: string }
  | { type: 'aggregate'; name: Aggregate }

/** Whether a node passes a filter; `root` is what `$` stands for inside it. */
export type Filter = (node: Json, root: Json) => boolean

/** The functions that may end a path. `sum` is not among them: AWS looks for a property of that name. */
export type Aggregate = 'length' | 'min' | 'max' | 'avg' | 'stddev'

/** The text is not a JSONPath. */
export class InvalidPath extends Error {
  override readonly name = 'InvalidPath'
}

/** Jayway's normal form, which AWS shows in its messages: `$['a'][0]`. */
export function pathText(steps: Step[]): string {
  return `$${steps.map(stepText).join('')}`
}

export function stepText(step: Step): string {
  switch (step.type) {
    case 'property':
      return `[${step.names.map((name) => `'${name}'`).join(',')}]`
    case 'index':
      return `[${step.indices.join(',')}]`
    case 'slice':
      return `[${step.from ?? ''}:${step.to ?? ''}]`
    case 'wildcard':
      return '[*]'
    case 'descendants':
      return '..'
    case 'filter':
      return '[?]'
    case 'aggregate':
      return `.${step.name}()`
  }
}

/** Whether a step leaves at most one node. Several names at the end of a path count: they make one object. */
export function isDefinite(step: Step, isLast: boolean): boolean {
  switch (step.type) {
    case 'property':
      return step.names.length === 1 || isLast
    case 'index':
      return step.indices.length === 1
    case 'aggregate':
      return true
    default:
      return false
  }
}
