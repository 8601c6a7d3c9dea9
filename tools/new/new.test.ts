import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { compiledOnce } from '@sfs3/local/testing'
import { missingWiring } from '../check/wiring.ts'
import { copyProject } from '../verify/deploy/project-copy.ts'
import { cli } from './cli.ts'

// That npm run check and npm test pass with what was written is seen by npm run verify -- new.

let project: string
/** What was printed when the first workflow was made. */
let printed: string
beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'sfs3-new-'))
  await copyProject(project)
  printed = made('workflow', 'toy-refund', '--steps', 'check,pay')
  made('workflow', 'toy-sale', '--approval', '--schedule', 'rate(1 hour)', '--on-upload')
  made('workflow', 'toy-quote', '--express', '--steps', 'price')
  made('step', 'toy-refund', 'notify')
  made('step', 'toy-sale', 'weigh', '--after', 'check')
  made('route', 'toy-refund', 'toy-parts')
}, 60_000)
afterAll(() => rmSync(project, { recursive: true, force: true }))

test('what was written is told, and what to type next', () => {
  expect(printed).toBe(`+ resources/toy-refund/workflow.yaml
+ resources/toy-refund/toy-refund.asl.yaml
+ resources/toy-refund/roles.yaml
+ src/toy-refund/toy-refund.ts
+ src/facade/routes/start-toy-refund.ts
+ src/facade/contract/start-toy-refund.ts
+ steps/toy-refund/check.ts
+ tests/steps/toy-refund/check.test.ts
+ steps/toy-refund/pay.ts
+ tests/steps/toy-refund/pay.test.ts
+ tests/facade/routes/start-toy-refund.test.ts
+ tests/workflows/toy-refund.test.ts
+ tests/end-to-end/toy-refund.test.ts
+ tools/verify/permissions/exercises/toy-refund.ts
~ serverless.yml

Test it:    npm test -- toy-refund
Try it:     npm start, and in a second terminal
            . .local/env
            curl -s -H "x-api-key: $APIKEY" -H 'prefer: wait=10' "$API_URL/toy-refund" -d '{"title":"A book"}'
Change it:  steps/toy-refund/; what is saved runs within a second`)
})

test('a step works with what the state before it adds, and stands in the machine behind it', () => {
  expect(text('steps/toy-sale/weigh.ts')).toBe(`import * as z from 'zod/mini'
import { onLambda } from '../../src/on-lambda.ts'
import { step } from '../../src/step.ts'
import { toySaleCheck } from './check.ts'

export const ToySaleWeighOutput = z.object({ text: z.string() })

export const toySaleWeigh = step({
  needs: z.object(toySaleCheck.adds),
  adds: { 'weigh-output': ToySaleWeighOutput },
  run: ({ 'check-output': given }) => ({ text: \`weigh: \${given.text}\` }),
})

export const handler = onLambda(toySaleWeigh)
`)
  expect(text('resources/toy-sale/toy-sale.asl.yaml')).toContain(`    Next: weigh

  weigh:
    Comment: Adds weigh-output.
    Type: Task
    Resource: !GetAtt toySaleWeigh.Arn
    TimeoutSeconds: 60
    Retry: *retry
    Next: await-approval

  await-approval:
`)
  expect(text('resources/toy-refund/toy-refund.asl.yaml')).toMatch(
    / {4}Next: notify\n\n {2}notify:\n[\s\S]* {4}End: true\n$/,
  )
})

test('it compiles, with roles that may do what is needed and no more', async () => {
  const { template } = await compiledOnce(project)
  const statements = (role: string) =>
    JSON.stringify(template.Resources[role]?.Properties?.Policies ?? []).match(/"Action":("[^"]+"|\[[^\]]+\])/g)
  const logs = '"Action":["logs:CreateLogStream","logs:PutLogEvents"]'

  expect(statements('StartToyRefundRole')).toEqual([
    '"Action":"s3:PutObject"',
    '"Action":"states:StartExecution"',
    logs,
  ])
  expect(statements('StartToySaleByEventRole')).toEqual([
    '"Action":"s3:PutObject"',
    '"Action":"states:StartExecution"',
    logs,
    '"Action":"sqs:SendMessage"', // what it fails at three times becomes a dead letter
  ])
  expect(statements('StartToyQuoteRole')).toContain('"Action":"states:StartSyncExecution"')
  expect(statements('ToyRefundNotifyRole')).toEqual([
    '"Action":"s3:GetObject"',
    '"Action":"s3:ListBucket"',
    '"Action":["s3:PutObject","s3:AbortMultipartUpload"]',
    logs,
  ])
  expect(statements('ToySaleStateMachineRole')).toEqual([
    '"Action":"sqs:SendMessage"',
    '"Action":"lambda:InvokeFunction"',
  ])
  expect(template.Resources.ToyQuoteStateMachine?.Properties?.StateMachineType).toBe('EXPRESS')
  expect(template.Resources.ToySaleSchedule?.Properties?.ScheduleExpression).toBe('rate(1 hour)')
}, 60_000)

test('nothing is missing', () => {
  expect(missingWiring(project)).toEqual([])
})

test.each([
  [
    ['workflow', 'toy-refund'],
    'resources/toy-refund is there already, and nothing was written: call the workflow something else.',
  ],
  [
    ['workflow', 'process'],
    'resources/process is there already, and nothing was written: call the workflow something else.',
  ],
  [['workflow', 'events'], 'src/events is there already, and nothing was written: call the workflow something else.'],
  [
    ['workflow', 'jobs'],
    'resources/waitable/workflow.yaml has a route /jobs already, and nothing was written: call the workflow something else.',
  ],
  [
    ['workflow', 'archive-express'],
    'resources/archive/archive-express.asl.yaml is there already, and nothing was written: call the workflow something else.',
  ],
  [['workflow'], 'Say what the workflow is called: npm run new -- workflow refund'],
  [
    ['workflow', 'GiftCard'],
    '"GiftCard" is no name for a workflow: use small letters, digits and single hyphens, beginning with a letter, such as "gift-card".',
  ],
  [
    ['workflow', '../x'],
    '"../x" is no name for a workflow: use small letters, digits and single hyphens, beginning with a letter, such as "x".',
  ],
  [
    ['workflow', 'a-workflow-of-many-words'],
    '"a-workflow-of-many-words" has 24 characters: the name of a workflow has 19 at most.',
  ],
  [['workflow', 'toy', '--steps', 'a,a'], '--steps names a twice: give each step a name of its own.'],
  [
    ['workflow', 'toy', '--schedule', 'rate(1 hours)'],
    `"rate(1 hours)" is no schedule: write 'rate(1 hour)' or 'cron(0 2 * * ? *)', in quotes.`,
  ],
  [
    ['workflow', 'toy', '--express', '--approval'],
    'An express workflow ends within seconds and cannot wait for a person: leave out --express or --approval.',
  ],
  [['workflow', 'toy', '--after', 'x'], 'A workflow has no --after: npm run new -- --help tells what it has.'],
  [
    ['step', 'toy', 'x'],
    expect.stringMatching(
      /^There is no workflow "toy": use one of approval, archive, .*toy-quote, toy-refund, toy-sale, .*\.$/,
    ),
  ],
  [
    ['step', 'process', 'x', '--after', 'y'],
    'Say behind which state of resources/process/process.asl.yaml the step comes, with --after and one of step-a, step-b, step-c, step-d, step-e, step-f.',
  ],
  [
    ['step', 'backup', 'x'],
    'The steps of backup do not hand on process data: add a function with task() by hand, as steps/backup/ has it, or choose a workflow with step().',
  ],
  [
    ['route', 'process', 'process-data'],
    'src/facade/requests/process-data.ts is there already, and nothing was written: call the route something else.',
  ],
  [['machine', 'toy'], 'There is no "machine" to make: write npm run new -- workflow, step or route.'],
])('%j is refused in one sentence, and nothing is written', (args, sentence) => {
  const before = text('serverless.yml')

  expect(cli(project, args)).toEqual({ exitCode: 1, stdout: '', stderr: sentence })
  expect(text('serverless.yml')).toBe(before)
  expect(existsSync(join(project, 'resources/toy'))).toBe(false)
})

test('--help tells all that there is', () => {
  const { exitCode, stdout } = cli(project, ['--help'])

  expect(exitCode).toBe(0)
  for (const word of ['workflow <name>', 'step <workflow> <name>', 'route <workflow> <name>'])
    expect(stdout).toContain(`  ${word}`)
  for (const option of ['--steps', '--approval', '--schedule', '--on-upload', '--express', '--after'])
    expect(stdout).toContain(`    ${option}`)
})

function made(...args: string[]): string {
  const { exitCode, stdout, stderr } = cli(project, args)
  expect([exitCode, stderr]).toEqual([0, ''])
  return stdout
}

function text(file: string): string {
  return readFileSync(join(project, file), 'utf8')
}
