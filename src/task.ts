import type { Context } from 'aws-lambda'
import * as z from 'zod/mini'
import './runtime/zod-config.ts'
import type { Json } from './process/json.ts'
import { log } from './runtime/log.ts'

/** A function was invoked with an input that does not satisfy its schema. Trying again does not help. */
export class TaskInputError extends Error {
  override readonly name = 'TaskInputError'
}

/** The correlation id in the input of the state, if there is one. */
const Correlated = z.catch(z.object({ correlationId: z.exactOptional(z.string()) }), {})

/**
 * The Lambda function of a Task state without process data: `run` gets the parsed input of the state and returns its result;
 * the context says how much time is left.
 * @throws TaskInputError naming what does not satisfy `input`
 */
export function task<Input extends z.core.$ZodType>(
  input: Input,
  run: (input: z.infer<Input>, context: Context) => Json | Promise<Json>,
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
      const result = await run(parsed.data, context)
      log.info('succeeded')
      return result
    } catch (error) {
      // The message may contain data.
      log.warn('failed', { error: (error as Error).name })
      throw error
    }
  }
}
