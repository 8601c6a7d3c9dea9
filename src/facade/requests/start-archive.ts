import * as z from 'zod/mini'

/** `POST /archive`: the file of the inbox to archive; without a key, a file is simulated. */
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

/** `POST /archive?mode=express`: the answer is the record of the file. */
export const Mode = z.object({ mode: z.optional(z.enum(['express'], 'must be "express" or left out')) })
