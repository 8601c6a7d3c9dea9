import * as z from 'zod/mini'

/** `GET /archive/records`: a page of the records. */
export const RecordsRequest = z.object({ nextToken: z.optional(z.string()) })
