import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../run.ts'
import type { Contract } from './contract.ts'

/**
 * Holds the running API against this contract: valid and invalid requests of each route, and sequences along its links.
 * Left out: that every well-formed request is taken (an ARN may be well-formed and foreign), that methods which do not exist
 * are a 405 (API Gateway answers 403), and that what was stopped is gone (its data stays).
 * @returns the last lines of the report
 * @throws Error with the report if the API breaks its contract
 */
export async function schemathesis(
  bin: string,
  contract: Contract,
  apiUrl: string,
  apiKey: string,
  seconds: number,
): Promise<string> {
  const file = join(bin, 'openapi.json')
  writeFileSync(file, JSON.stringify(contract))
  const report = await run(
    join(bin, 'schemathesis'),
    [
      ...['run', file, '--url', apiUrl, '-H', `x-api-key: ${apiKey}`],
      ...['--phases', 'examples,coverage,fuzzing,stateful', '--max-examples', '25', '--max-time', String(seconds)],
      ...['--exclude-checks', 'positive_data_acceptance,unsupported_method,use_after_free'],
      // One worker: Python 3.11 parses its own source wrongly in two threads at once, and Schemathesis does, now and then.
      ...['--workers', '1', '--request-timeout', '40', '--continue-on-failure', '--warnings', 'off'],
    ],
    { cwd: '.', env: process.env as Record<string, string>, timeoutSeconds: seconds * 3 + 300 },
  )
  return report.slice(report.lastIndexOf('SUMMARY')).split('\n').slice(1).join('\n').trim()
}
