import { namesOf, type Plan } from '../plan.ts'

/** `src/<workflow>/<workflow>.ts`: what starts the workflow, for the route, the contract and the first step. */
export function request({ workflow }: Plan): string {
  const { request } = namesOf(workflow)
  return `import * as z from 'zod/mini'

/** What ${workflow} is started with. */
export const ${request} = z.strictObject({
  title: z
    .string('must be a text')
    .check(z.minLength(1, 'must not be empty'), z.maxLength(1024, 'must have 1024 characters at most')),
})
export type ${request} = z.infer<typeof ${request}>
`
}
