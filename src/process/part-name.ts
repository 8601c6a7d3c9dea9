import * as z from 'zod/mini'

/** Names a part of the process data: `processInput`, or the output of a step, such as `step-a-output`. */
export const PartName = z
  .string()
  .check(
    z.regex(/^(processInput|[a-z0-9](-?[a-z0-9]){0,63})$/, 'must be "processInput" or a name like "step-a-output"'),
  )

/** Where the parts of one process are in the data bucket. */
export const inputKey = (transactionId: string) => `processes/${transactionId}/input.json`
export const outputsPrefix = (transactionId: string) => `processes/${transactionId}/outputs/`
export const partKey = (transactionId: string, part: string) =>
  part === 'processInput' ? inputKey(transactionId) : `${outputsPrefix(transactionId)}${PartName.parse(part)}.json`
