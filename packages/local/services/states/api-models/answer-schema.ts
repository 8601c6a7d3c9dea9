import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

const Schema = z.custom<z.core.JSONSchema.JSONSchema>((value) => typeof value === 'object' && value !== null)

/** As write.ts writes it. */
const Model = z.object({ operations: z.record(z.string(), Schema), $defs: z.record(z.string(), Schema) })

/** What an operation of a service answers, names capitalised as Step Functions has them; undefined when that is not known. */
export function answerSchema(service: string, operation: string): z.ZodType | undefined {
  const { operations, $defs } = modelOf(service) ?? {}
  const answer = operations && Object.hasOwn(operations, operation) ? operations[operation] : undefined
  return answer && $defs && z.fromJSONSchema({ ...answer, $defs })
}

function modelOf(service: string): z.infer<typeof Model> | undefined {
  const file = join(import.meta.dirname, `${service}.json`)
  return existsSync(file) ? Model.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined
}
