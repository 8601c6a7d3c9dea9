import type { Files } from '../project.ts'

/** What is written for a new service besides its first workflow, which `newWorkflow` writes. */
export function texts(name: string, workflow: string): Files {
  return {
    'README.md': readme(name, workflow),
    'tests/wiring.test.ts': wiringTest,
    'tests/resources/conventions.test.ts': conventionsTest,
    [`tests/end-to-end/${workflow}.test.ts`]: endToEndTest(workflow),
  }
}

const readme = (name: string, workflow: string) => `# ${name}

State machines behind a REST facade: a request starts an execution, its steps hand data on in S3, the caller gets the result.

\`\`\`sh
npm ci
npm start        # the service on this machine; save a file and see it run
\`\`\`

and in a second terminal:

\`\`\`sh
. .local/env
curl -s -H "x-api-key: $APIKEY" -H 'prefer: wait=10' "$API_URL/${workflow}" -d '{"title":"A book"}'
\`\`\`

| command                          | what it does                                                                             |
| -------------------------------- | ---------------------------------------------------------------------------------------- |
| \`npm start\`                      | the service on 127.0.0.1 with hot reload; the console shows executions                   |
| \`npm run debug\`                  | the same, for a debugger to attach at 127.0.0.1:9229                                     |
| \`npm test\`                       | all tests, without AWS                                                                   |
| \`npm run check\`                  | types, lint, format                                                                      |
| \`npm run new -- workflow <name>\` | one more workflow with route, steps and tests; \`npm run new -- --help\` tells what else   |
| \`npm run package -- --stage dev\` | the CloudFormation template, without AWS credentials                                     |
| \`npm run deploy -- --stage dev\`  | deploys to AWS                                                                           |
| \`npm run reset\`                  | forgets the data on this machine                                                         |

| folder             | what is in it                                                                          |
| ------------------ | -------------------------------------------------------------------------------------- |
| \`serverless.yml\`   | the table of contents: a line per workflow, parameters, what all of them share          |
| \`resources/\`       | a folder per workflow: its state machine, functions and roles; beside them what is shared |
| \`steps/\`           | a folder per workflow, a file per Task state                                            |
| \`src/facade/\`      | a route per file, and what its callers may expect                                       |
| \`src/process/\`     | process data in S3, executions                                                          |
| \`tests/\`           | mirrors the above; \`tests/wiring.test.ts\` says what is missing                          |
| \`vendor/\`          | \`@sfs3/…\`: the packages that run and test it on this machine, as tarballs               |

The packages in \`vendor/\` are in no registry. For a newer one, put its tarball there and \`npm install --save-dev ./vendor/<tarball>\`.
`

const wiringTest = `import { expect, test } from '@jest/globals'
import { missingWiring } from '../tools/check/wiring.ts'

test('every workflow of the service is complete', () => {
  expect(missingWiring('.')).toEqual([])
})
`

const conventionsTest = `import { expect, test } from '@jest/globals'
import { compiledOnce } from '@sfs3/local/testing'
import { everything } from '../support/everything.ts'

const { template } = await compiledOnce(process.cwd(), everything)
const all = Object.entries(template.Resources)
/** The bucket that deployments go through is the Serverless Framework's. */
const ofType = (type: string) =>
  all.filter(([name, resource]) => resource.Type === type && name !== 'ServerlessDeploymentBucket')

test('every machine logs, is traced and encrypted', () => {
  for (const [, { Properties }] of ofType('AWS::StepFunctions::StateMachine'))
    expect(Properties).toMatchObject({
      LoggingConfiguration: { Level: 'ERROR' },
      TracingConfiguration: { Enabled: true },
      EncryptionConfiguration: { KmsKeyId: expect.any(String) },
    })
})

test('buckets and tables outlive the stack', () => {
  for (const [name, { DeletionPolicy }] of [...ofType('AWS::S3::Bucket'), ...ofType('AWS::DynamoDB::Table')])
    expect([name, DeletionPolicy]).toEqual([name, 'RetainExceptOnCreate'])
})

test('an execution of every machine can be looked at', () => {
  const machines = ofType('AWS::StepFunctions::StateMachine').map(([name]) => ({ Ref: name }))
  expect(JSON.stringify(template.Resources.ProcessStateLambdaFunction)).toContain(JSON.stringify(machines).slice(1, -1))
})
`

const endToEndTest = (workflow: string) => `import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startRegion, type TestRegion } from '@sfs3/local/testing'
import * as z from 'zod'

let region: TestRegion
beforeAll(async () => {
  region = await startRegion()
}, 60_000)
afterAll(() => region.stop())

const Answer = z.object({ status: z.string(), transactionId: z.string() })

test('POST /${workflow} runs to its end, and what each step has added can be read', async () => {
  const answer = await region.call('POST', '/${workflow}', { title: 'A book' }, { prefer: 'wait=20' })
  const { status, transactionId } = Answer.parse(await answer.json())
  const data = await region.call('GET', \`/process-data?transactionId=\${transactionId}\`)

  expect(status).toBe('SUCCEEDED')
  expect(await data.json()).toEqual({
    processInput: { title: 'A book' },
    'check-output': { text: 'check: A book' },
    'complete-output': { text: 'complete: check: A book' },
  })
})
`
