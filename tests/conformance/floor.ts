import { readFileSync } from 'node:fs'
import * as z from 'zod'

const Floor = z.object({ results: z.number(), exact: z.number() })

/** How many cases must not be fallen below. @throws z.ZodError when the file says something else */
export function readFloor(file: string): z.infer<typeof Floor> {
  return Floor.parse(JSON.parse(readFileSync(file, 'utf8')))
}
