import { signal } from '@preact/signals'
import type { ApiCall } from '../index.ts'

export type Config = { endpoint?: string; region: string; mayWrite: boolean }
export const config = signal<Config>({ region: '', mayWrite: false })

/** What Step Functions answered instead, by AWS's name of it. */
export class ApiError extends Error {
  override readonly name: string

  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

/** Calls an operation of Step Functions by way of the server. @throws ApiError */
export async function call<Answer>(operation: string, input: ApiCall['input'] = {}): Promise<Answer> {
  const response = await fetch(`/api/${operation}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  })
  const body = await response.json()
  if (!response.ok) throw new ApiError(body.error, body.message)
  return body as Answer
}

export async function loadConfig(): Promise<void> {
  config.value = await (await fetch('/config')).json()
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
