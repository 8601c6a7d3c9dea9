import * as z from 'zod'
import type { Aws } from './aws-cli.ts'

/** What a caller needs to know of a deployed stage. */
export type Stack = { api: string; apiKey: string; outputs: Record<string, string> }

const Stacks = z.object({
  Stacks: z.tuple([z.object({ Outputs: z.array(z.object({ OutputKey: z.string(), OutputValue: z.string() })) })]),
})
const ApiKeys = z.object({ items: z.tuple([z.object({ value: z.string() })]) })

/** Reads the outputs and the API key of a deployed stack through the AWS CLI. */
export async function readStack(aws: Aws, emulator: string, name: string): Promise<Stack> {
  const { Stacks: found } = Stacks.parse(await aws('cloudformation', 'describe-stacks', '--stack-name', name))
  const outputs = Object.fromEntries(found[0].Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]))
  const { items } = ApiKeys.parse(await aws('apigateway', 'get-api-keys', '--name-query', name, '--include-values'))

  // The emulator has no name for https://<api>.execute-api.<region>.amazonaws.com/<stage>: it serves the API under a path.
  const { hostname, pathname } = new URL(outputs.ServiceEndpoint ?? '')
  return { api: `${emulator}/_aws/execute-api/${hostname.split('.')[0]}${pathname}`, apiKey: items[0].value, outputs }
}
