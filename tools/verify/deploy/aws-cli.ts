import { join } from 'node:path'
import { run, type Surroundings } from '../run.ts'

/** Runs the AWS CLI and gives its JSON, `undefined` when it printed none. */
export type Aws = (...args: string[]) => Promise<unknown>

/** @param bin programs of the Python environment that holds the AWS CLI */
export const awsCli =
  (bin: string, endpoint: string, surroundings: Surroundings): Aws =>
  async (...args) => {
    // Named here too: for SQS the CLI's first version looks past AWS_ENDPOINT_URL.
    const options = ['--output', 'json', '--endpoint-url', endpoint]
    const printed = (await run(join(bin, 'aws'), [...args, ...options], surroundings)).trimStart()
    return printed.startsWith('{') || printed.startsWith('[') ? JSON.parse(printed) : undefined
  }
