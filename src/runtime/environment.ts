import * as z from 'zod/mini'
import './zod-config.ts'

/**
 * The environment variables that serverless.yml gives a function, parsed once when the function loads.
 * @throws Error naming each variable that is missing or wrong
 */
export function environment<Shape extends z.core.$ZodShape>(shape: Shape): z.infer<z.ZodMiniObject<Shape>> {
  const parsed = z.object(shape).safeParse(process.env)
  if (parsed.success) return parsed.data
  throw new Error(`environment: ${parsed.error.issues.map(({ path, message }) => `${path}: ${message}`).join('; ')}`)
}
