/**
 * A process without the facade: `node sample-service/direct.ts '{"orderNumber":42}'` writes the input, starts the execution,
 * waits for its end and prints the result. Ends with 1 if the process did not succeed.
 */
import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { directProcesses } from './direct-processes.ts'
import { parsePlace } from './environment.ts'

async function run([input = '{}', ...more]: string[]) {
  if (more.length > 0) throw new Error('give one JSON value, in quotes: \'{"orderNumber":42}\'')
  const value = json(input)
  const clients = { s3: new S3Client(), sfn: new SFNClient() }
  const processes = directProcesses(clients, parsePlace(process.env))
  const { transactionId, executionId } = await processes.startProcess(value)
  const { execution } = await processes.processState(executionId)
  if (execution.status === 'SUCCEEDED')
    return { status: execution.status, transactionId, data: await processes.processData(transactionId) }
  const { status, error, cause } = execution
  return { status, transactionId, executionId, error, cause }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`the input is not JSON: ${text}`, { cause })
  }
}

try {
  const result = await run(process.argv.slice(2))
  console.log(JSON.stringify(result, undefined, 2))
  process.exitCode = result.status === 'SUCCEEDED' ? 0 : 1
} catch (error) {
  console.error(`direct: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
