import * as z from 'zod/mini'

/** Asks for one job, or for a page of all. */
export const StatusRequest = z.object({
  id: z.optional(z.string().check(z.minLength(1, 'must not be empty'))),
  nextToken: z.optional(z.string()),
})
