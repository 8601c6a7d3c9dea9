import * as z from 'zod/mini'

/** `POST /jobs`: when the job is to be completed. */
export const JobRequest = z.object({
  StartTimestamp: z.iso.datetime({
    offset: true,
    error: 'must be an RFC 3339 timestamp with offset, e.g. 2030-01-31T09:00:00Z or 2030-01-31T10:00:00+01:00',
  }),
})
