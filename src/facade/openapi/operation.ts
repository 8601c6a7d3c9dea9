import type * as z from 'zod/mini'

/** A JSON body: its schema and one example, written out. */
export type Body = {
  description: string
  schema: z.ZodMiniType
  example: unknown
  headers?: HeaderName[]
  /** Where the answer leads: by operation, the parameters and where in the body they are. */
  links?: Record<string, Record<string, string>>
}

/** A header that answers may have; `headers.ts` describes each. */
export type HeaderName = 'location' | 'retry-after' | 'preference-applied' | 'x-correlation-id'

/** One route of the facade as its callers see it. */
export type Operation = {
  method: 'get' | 'post' | 'delete'
  path: string
  operationId: string
  summary: string
  description: string
  /** Query parameters, and an example of each. */
  query?: { schema: z.ZodMiniObject; examples: Record<string, string> }
  /** The request body; absent, the route takes none. */
  body?: { description: string; schema: z.ZodMiniType; example: unknown; required: boolean }
  /** Takes `Prefer: wait`. */
  waits?: boolean
  /** Takes `Idempotency-Key`. */
  idempotent?: boolean
  /** Answers by status code. `build-document.ts` adds those that every route may give. */
  answers: Record<number, Body>
  /** Problems of this route by status code: why. */
  problems: Record<number, string>
}
