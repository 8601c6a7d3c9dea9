import { readFileSync } from 'node:fs'
import * as z from 'zod'

const Floor = z.object({ results: z.number(), exact: z.number() })

/** How many of the recorded cases must not be fallen below: as many as did before. */
export function readFloor(): z.infer<typeof Floor> {
  return Floor.parse(JSON.parse(readFileSync(`${import.meta.dirname}/floor.json`, 'utf8')))
}
