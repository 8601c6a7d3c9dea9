import * as z from 'zod'

/** The contract of an API: an OpenAPI document, of which only the routes are of interest here. */
export type Contract = z.infer<typeof Contract>
const Contract = z.looseObject({
  paths: z.record(z.string(), z.partialRecord(z.enum(['get', 'post', 'delete']), z.unknown())),
})

/** The contract as the API serves it. @throws ZodError */
export async function servedContract(apiUrl: string, apiKey: string): Promise<Contract> {
  const response = await fetch(`${apiUrl}/openapi.json`, { headers: { 'x-api-key': apiKey } })
  return Contract.parse(await response.json())
}
