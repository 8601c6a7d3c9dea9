import type { EpochMs } from './epoch-ms.ts'
import type { Json, JsonObject } from './json.ts'

type CommonScope = {
  /** The context object: `$$` in JSONPath, `$states.context` in JSONata. */
  context: JsonObject
  /** Variables in scope, by name without the dollar sign. */
  variables: JsonObject
  /** The only source of randomness: uniform in [0, 1). Same numbers, same result. */
  random: () => number
  /** What `$now()` and `$millis()` answer. */
  now: EpochMs
}

/** What a JSONPath expression can see. */
export type PathScope = CommonScope & {
  /** What `$` stands for. */
  data: Json
}

/** What an expression results in: a value, or the end of the sentence that says why there is none. */
export type Answer = { type: 'value'; value: Json } | { type: 'problem'; problem: string }

/** What a JSONata expression can see. */
export type QueryScope = CommonScope & {
  /** `$states` without `context`; `result` and `errorOutput` only where AWS offers them. */
  states: { input: Json; result?: Json; errorOutput?: Json }
  /** Evaluates in the place of the engine. */
  evaluate?: ((text: string, scope: QueryScope) => Answer) | undefined
}
