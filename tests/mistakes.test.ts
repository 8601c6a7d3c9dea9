import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { validateDefinition } from '@sfs3/asl'
import { parse } from 'yaml'
import * as z from 'zod/mini'
import { CompiledService } from '../packages/local/cloudformation/compiled-service.ts'
import { definitionProblems } from '../packages/local/problems/definition-problems.ts'
import { missingPermission } from '../packages/local/problems/denials.ts'
import { missingHandlerExport, missingHandlerFile } from '../packages/local/problems/missing-handler.ts'
import { notRunLocally } from '../packages/local/problems/not-run.ts'
import { unknownReference } from '../packages/local/problems/unknown-reference.ts'
import { resourceTypes } from '../packages/local/services/descriptions.ts'
import { stackOf } from '../packages/local/testing/stack.ts'
import { step } from '../src/step.ts'
import { partsMissingIn } from '../tools/check/parts.ts'

// What each mistake is answered with: where it is, what is wrong, what to write. That npm start and npm run check say it is tested
// where they are.

/** A service of two steps, as it is without a mistake. */
const files = {
  'serverless.yml': `service: toy
functions:
  check: { handler: steps/toy/check.handler }
  pay: { handler: steps/toy/pay.handler }
resources:
  - \${file(resources/toy/roles.yaml)}
  - \${file(resources/toy/toy.asl.yaml)}
`,
  'steps/toy/check.ts': `export const check = step({
  needs: z.object({ processInput: z.object({ amount: z.number() }) }),
  adds: { 'check-output': CheckOutput },
})
`,
  'steps/toy/pay.ts': `export const pay = step({
  needs: z.object(check.adds),
  adds: { 'pay-output': PayOutput },
})
`,
  'resources/toy/roles.yaml': `Resources:
  DataBucket:
    Type: AWS::S3::Bucket
  PayRole:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: {} }
`,
  'resources/toy/toy.asl.yaml': `StartAt: check
States:
  check:
    Type: Task
    Resource: !GetAtt check.Arn
    Next: is-large
  is-large:
    Type: Choice
    Choices:
      - { Variable: $.decision.large, BooleanEquals: true, Next: pay }
    Default: done
  pay:
    Type: Task
    Resource: !GetAtt pay.Arn
    Next: done
  done:
    Type: Succeed
`,
}

let serviceDir: string
beforeAll(() => {
  serviceDir = mkdtempSync(join(tmpdir(), 'sfs3-mistakes-'))
  write(files)
})
afterAll(() => rmSync(serviceDir, { recursive: true }))

function write(texts: Record<string, string>) {
  for (const [file, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(serviceDir, file)), { recursive: true })
    writeFileSync(join(serviceDir, file), text)
  }
}

const asl = 'resources/toy/toy.asl.yaml'

/** What is said of the machine with one text in it replaced by another. */
function machineWith(text: string, mistake: string): string[] {
  const changed = files[asl].replace(text, mistake)
  expect(changed).not.toBe(files[asl])
  write({ [asl]: changed })
  const definition = JSON.stringify(read(changed, (name) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`))
  const said = definitionProblems(validateDefinition(definition), definition, { machine: 'toy', serviceDir, file: asl })
  write({ [asl]: files[asl] })
  return said
}

const read = (text: string, functionNamed: (name: string) => string) =>
  parse(text, { customTags: [{ tag: '!GetAtt', resolve: (value: string) => functionNamed(value) }] })

const checkOutput = z.object({ large: z.boolean(), note: z.string() })
const input = z.object({ processInput: z.object({ amount: z.number() }) })
const check = step({ needs: input, adds: { 'check-output': checkOutput }, run: () => ({ large: true, note: '' }) })
const paying = (needs: z.core.$ZodObject) => step({ needs, adds: 'pay-output', run: () => true })

/** What is said of the machine when pay has these needs, and one text in the definition is replaced by another. */
function payNeeding(needs: z.core.$ZodObject, text = '', mistake = ''): string[] {
  const definition = files[asl].replace(text, mistake)
  const steps = new Map([
    ['check', { step: check, file: 'steps/toy/check.ts', text: files['steps/toy/check.ts'], name: 'check' }],
    ['pay', { step: paying(needs), file: 'steps/toy/pay.ts', text: files['steps/toy/pay.ts'], name: 'pay' }],
  ])
  const flow = read(definition, (name) => `!GetAtt ${name}`)
  return partsMissingIn([{ name: 'toy', flow, file: asl, text: definition }], steps)
}

const template = {
  Resources: {
    DataBucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'data' } },
    PayRole: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'toy-pay' } },
    Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: 'toy' } },
  },
}
const stack = stackOf(template, { stackName: 'toy' })
const denied = (action: string, resource: string) =>
  missingPermission({ roleName: 'toy-pay', action, resource }, stack, serviceDir)

const mistakes: [mistake: string, said: () => unknown, expected: unknown][] = [
  ['none', () => [...payNeeding(z.object(check.adds)), ...payNeeding(z.object({ x: z.optional(z.string()) }))], []],
  [
    'a typo in the name of a state',
    () => machineWith('Next: is-large', 'Next: is-lagre'),
    [`${asl}:6: Missing 'Next' target: is-lagre. Did you mean is-large?`],
  ],
  [
    'a typo in a rule of a Choice',
    () => machineWith('Next: pay', 'Next: pays'),
    [`${asl}:10: Missing 'Next' target: pays. Did you mean pay?`],
  ],
  [
    'a Next to nowhere',
    () => machineWith('Next: done', 'Next: notify-everybody'),
    [`${asl}:15: Missing 'Next' target: notify-everybody. The states there are check, is-large, pay, done.`],
  ],
  [
    'a start with a state that is not there',
    () => machineWith('StartAt: check', 'StartAt: chek'),
    [`${asl}:1: Missing 'Next' target: chek. Did you mean check?`],
  ],
  [
    'a field of the States Language that is misspelt',
    () => machineWith('Default: done', 'Defualt: done'),
    [`${asl}:11: Field 'Defualt' is not supported. Did you mean Default?`],
  ],
  [
    'a state that nothing leads to',
    () => machineWith('Next: pay', 'Next: done'),
    [`${asl}:12: State "pay" is not reachable.`],
  ],
  [
    'the wrong path of a handler',
    () => {
      write({ 'serverless.yml': files['serverless.yml'].replace('toy/pay.handler', 'toy/pays.handler') })
      const said = missingHandlerFile('steps/toy/pays.handler', serviceDir)
      write(files)
      return said
    },
    'serverless.yml:4: handler steps/toy/pays.handler does not exist: there is no steps/toy/pays.ts. Did you mean steps/toy/pay.handler?',
  ],
  [
    'a handler that its file does not export',
    () => missingHandlerExport('steps/toy/pay.handler', { file: 'steps/toy/pay.ts', exports: ['handlr'] }, serviceDir),
    'serverless.yml:4: handler steps/toy/pay.handler does not exist: steps/toy/pay.ts has no export handler. Did you mean steps/toy/pay.handlr?',
  ],
  [
    'a part that no step adds',
    () => payNeeding(z.object({ payment: z.string() })),
    [`steps/toy/pay.ts:2: pay needs payment, which no step adds: add it in a step before pay in ${asl}:12`],
  ],
  [
    'a typo in the name of a part',
    () => payNeeding(z.object({ 'check-ouput': checkOutput })),
    [
      'steps/toy/pay.ts:2: pay needs check-ouput, which no step adds. Did you mean check-output? Write needs: z.object(check.adds)',
    ],
  ],
  [
    'a part that is added on one of two ways only',
    () => payNeeding(z.object(check.adds), 'StartAt: check', 'StartAt: is-large'),
    [
      `steps/toy/pay.ts:2: pay needs check-output, which is not there on the way is-large → pay of ${asl}:12: let a state before it run steps/toy/check.ts, or write z.optional(…) if it can do without`,
    ],
  ],
  [
    'a part that is not there when the step that adds it has failed',
    () =>
      payNeeding(
        z.object(check.adds),
        '    Next: is-large\n',
        '    Catch: [{ ErrorEquals: [States.ALL], Next: pay }]\n    Next: is-large\n',
      ),
    [
      `steps/toy/pay.ts:2: pay needs check-output, which is not there on the way check → pay of ${asl}:13: let a state before it run steps/toy/check.ts, or write z.optional(…) if it can do without`,
    ],
  ],
  [
    'a field that the step before does not add',
    () => payNeeding(z.object({ 'check-output': z.object({ amount: z.number() }) })),
    [
      'steps/toy/pay.ts:2: check-output.amount is not there in what steps/toy/check.ts:3 adds: write needs: z.object(check.adds)',
    ],
  ],
  [
    'a field of another type than the step before adds',
    () => payNeeding(z.object({ 'check-output': z.object({ large: z.string() }) })),
    [
      'steps/toy/pay.ts:2: check-output.large has to be a string, and is a boolean in what steps/toy/check.ts:3 adds: write needs: z.object(check.adds)',
    ],
  ],
  [
    'a role that may not add a part',
    () =>
      denied(
        's3:PutObject',
        'arn:aws:s3:::data/processes/5b1f5a34-1d3e-4f0a-9a35-2f9b1f6c7d10/outputs/pay-output.json',
      ),
    `PayRole may not s3:PutObject: add to its policy in resources/toy/roles.yaml:4
    - Effect: Allow
      Action: s3:PutObject
      Resource: !Sub \${DataBucket.Arn}/processes/*/outputs/pay-output.json`,
  ],
  [
    'a role that may not start a machine',
    () => denied('states:StartExecution', 'arn:aws:states:us-east-1:000000000000:stateMachine:toy'),
    `PayRole may not states:StartExecution: add to its policy in resources/toy/roles.yaml:4
    - Effect: Allow
      Action: states:StartExecution
      Resource: !GetAtt Machine.Arn`,
  ],
  [
    'a reference to a function that is not there',
    () => {
      write({ [asl]: files[asl].replace('!GetAtt pay.Arn', '!GetAtt pays.Arn') })
      const referring = { Resources: { Machine: { Type: 'x', Properties: { F: { Ref: 'pays' } } } } }
      const service = CompiledService.parse({
        ...{ serviceDir, template, stackName: 'toy', stage: 'dev', region: 'us-east-1', esbuild: {} },
        ...{ functionIds: { pay: 'PayLambdaFunction' }, definitionFiles: {} },
      })
      return String(
        unknownReference(
          refused(() => stackOf(referring, { stackName: 'toy' })),
          service,
        ),
      )
    },
    `TemplateError: ${asl}:14: Machine: there is no resource or parameter pays. Did you mean pay?`,
  ],
  [
    'a resource type that does not exist',
    () =>
      notRunLocally(
        stackOf({ Resources: { DataBucket: { Type: 'AWS::S3::Buckett' } } }, { stackName: 'toy' }),
        resourceTypes,
        serviceDir,
      ),
    ['AWS::S3::Buckett DataBucket (resources/toy/roles.yaml:2). Did you mean AWS::S3::Bucket?'],
  ],
]

test.each(mistakes)('%s', (_, said, expected) => {
  expect(said()).toEqual(expected)
})

function refused(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}
