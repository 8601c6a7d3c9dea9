import * as z from 'zod/mini'

/** Asks for a page of the records. */
export const RecordsRequest = z.object({ nextToken: z.optional(z.string()) })
