import { stepNames } from '../plan.ts'

/**
 * Where a step finds what it works with: a part of the process data, the step that adds it, or for `processInput` the schema, the
 * file that exports it, and the member that is a text.
 */
export type Source = { part: string; imported: string; file: string; member: string }

/** `steps/<workflow>/<step>.ts`. Without a source, the step takes any input of the process. */
export function step(workflow: string, step: string, source: Source | undefined): string {
  const { key, output, part } = stepNames(workflow, step)
  const isInput = source === undefined || source.part === 'processInput'
  const needed = source?.part ?? 'processInput'
  const given = isInput ? '{ processInput }' : `{ '${needed}': given }`
  const value = source ? `${isInput ? 'processInput' : 'given'}.${source.member}` : 'JSON.stringify(processInput)'
  return `import * as z from 'zod/mini'
import { onLambda } from '../../src/on-lambda.ts'
${source ? '' : "import { AnyJson } from '../../src/process/json.ts'\n"}import { step } from '../../src/step.ts'
import { ${source?.imported ?? 'AnyJson'} } from '${source?.file ?? '../../src/process/json.ts'}'

export const ${output} = z.object({ text: z.string() })

export const ${key} = step({
  needs: z.object(${isInput ? `{ processInput: ${source?.imported ?? 'AnyJson'} }` : `${source.imported}.adds`}),
  adds: { '${part}': ${output} },
  run: (${given}) => ({ text: \`${step}: \${${value}}\` }),
})

export const handler = onLambda(${key})
`
}
