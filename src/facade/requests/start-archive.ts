import * as z from 'zod/mini'

/** A file of the inbox to archive, or without a key one that is simulated. */
export const ArchiveRequest = z.strictObject({
  approval_needed: z._default(z.boolean('must be true or false'), false),
  key: z.exactOptional(
    z
      .string('must be a text')
      .check(z.minLength(1, 'must not be empty'), z.maxLength(1024, 'must have 1024 characters at most')),
  ),
  simulate: z.exactOptional(
    z.strictObject({
      archive: z.exactOptional(z.boolean()),
      quality: z.exactOptional(z.number().check(z.minimum(0), z.maximum(100))),
    }),
  ),
})

/** How `POST /archive` answers. */
export const Mode = z.object({ mode: z.optional(z.enum(['express'], 'must be "express" or left out')) })
