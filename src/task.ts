import type { Context } from 'aws-lambda'
import * as z from 'zod/mini'
import './runtime/zod-config.ts'
import type { Json } from './process/json.ts'
import { log } from './runtime/log.ts'

/** A function was invoked with something that its state machine should not send. Trying again will not help. */
export class TaskInputError extends Error {
  override readonly name = 'TaskInputError'
}

/** What the state's input says of the work it belongs to, if it does. */
const Correlated = z.catch(z.object({ correlationId: z.exactOptional(z.string()) }), {})

/**
 * Runs the work of one Task state as a Lambda function: the state's input, parsed, in, its result out.
 * @throws TaskInputError naming what does not satisfy `input`
 */
export function task<Input extends z.core.$ZodType>(
  input: Input,
  run: (input: z.infer<Input>) => Json | Promise<Json>,
) {
  return async (event: unknown, context: Context): Promise<Json> => {
    log.resetKeys()
    log.addContext(context)
    log.appendKeys(Correlated.parse(event))
    const parsed = z.safeParse(input, event)
    if (!parsed.success)
      throw new TaskInputError(
        parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`).join('; '),
      )
    try {
      const result = await run(parsed.data)
      log.info('succeeded')
      return result
    } catch (error) {
      // Its message may tell of the data.
      log.warn('failed', { error: (error as Error).name })
      throw error
    }
  }
}
