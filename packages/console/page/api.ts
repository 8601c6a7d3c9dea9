import { signal } from '@preact/signals'
import type { ApiCall } from '../index.ts'
import type { RegionAnswer, RegionOperation } from '../region/answers.ts'

/** `isLocal`: the endpoint is the local region, which tells more than Step Functions does. */
export type Config = { endpoint?: string; region: string; mayWrite: boolean; isLocal: boolean }
export const config = signal<Config>(
  // Its own server wrote it into the page.
  JSON.parse(document.querySelector<HTMLMetaElement>('meta[name=config]')?.content ?? 'null') ?? {
    region: '',
    mayWrite: false,
    isLocal: false,
  },
)

/** What Step Functions answered instead, by AWS's name of it. */
export class ApiError extends Error {
  override readonly name: string

  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

/** Calls an operation of Step Functions by way of the server. @throws ApiError */
export function call<Answer>(operation: string, input: ApiCall['input'] = {}): Promise<Answer> {
  return post(`/api/${operation}`, input)
}

/** Asks the local region, by way of the server, which sees to it that the answer is one. @throws ApiError */
export function askRegion<Operation extends RegionOperation>(
  operation: Operation,
  input: ApiCall['input'] = {},
): Promise<RegionAnswer<Operation>> {
  return post(`/region/${operation}`, input)
}

async function post<Answer>(path: string, input: object): Promise<Answer> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  })
  const body = await response.json()
  if (!response.ok) throw new ApiError(body.error, body.message)
  return body as Answer
}

/** Where a command of the AWS CLI has to go. */
export function cliTarget(): { endpoint?: string; region?: string } {
  const { endpoint, region } = config.value
  return endpoint === undefined ? { region } : { endpoint }
}

export type MachineItem = { stateMachineArn: string; name: string; type: string; creationDate: string }
export type ExecutionItem = {
  executionArn: string
  stateMachineArn: string
  name: string
  status: string
  startDate: string
  stopDate?: string
  redriveCount?: number
}
export type ExecutionDetails = ExecutionItem & {
  input?: string
  output?: string
  error?: string
  cause?: string
  redriveStatus?: string
  redriveStatusReason?: string
}
