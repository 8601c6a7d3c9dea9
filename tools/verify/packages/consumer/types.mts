import { type Diagnostic, type Json, parseMachine, validateDefinition } from '@sfs3/asl'
import { type Client, createClient, type Execution } from '@sfs3/client'
import { type Failure, parseDefinition, parseHistory, progress, failure as why } from '@sfs3/console'
import { type RunningConsole, startConsole } from '@sfs3/console/server'
import LocalRegion from '@sfs3/local'
import { type FakeClock, fakeClock } from '@sfs3/local/testing'

// Compiled, not run: what the packages say about their types holds in a program of someone else.

const definition = '{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}'
export const diagnostics: readonly Diagnostic[] = validateDefinition(definition)
export const machine = parseMachine(JSON.parse(definition) as Json)
export const client: Client = createClient({ url: 'http://127.0.0.1:3000/dev', apiKey: 'key' })
export const status = async (id: string): Promise<Execution['status']> =>
  (await client.processState(id)).execution.status
export const commands: object = new LocalRegion({}, {}).commands
export const clock: FakeClock = fakeClock()
export const failure: Failure | undefined = why(progress(parseDefinition(definition), parseHistory([])))
export const running: Promise<RunningConsole> = startConsole({
  endpoint: 'http://127.0.0.1:4566',
  region: 'us-east-1',
  mayWrite: false,
  port: 0,
})
