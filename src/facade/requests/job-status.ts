import * as z from 'zod/mini'

/** `GET /jobs/status`: one job, or a page of all jobs. */
export const StatusRequest = z.object({
  id: z.optional(z.string().check(z.minLength(1, 'must not be empty'))),
  nextToken: z.optional(z.string()),
})
