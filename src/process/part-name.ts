import * as z from 'zod/mini'

/** The name of a part of the process data: `processInput`, or the output of a step such as `step-a-output`. */
export const PartName = z
  .string()
  .check(
    z.regex(/^(processInput|[a-z0-9](-?[a-z0-9]){0,63})$/, 'must be "processInput" or a name like "step-a-output"'),
  )
