import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { compileService } from '../../cloudformation/compiler.ts'
import { fingerprint } from '../../cloudformation/fingerprint.ts'
import { TemplateError } from '../../cloudformation/template.ts'
import { stackOf } from '../../testing/stack.ts'

const fixture = 'packages/local/tests/support/service'
const args = ['--stage', 'other']
let serviceDir: string

beforeAll(() => {
  // A copy inside the project, so that its plugins resolve.
  serviceDir = mkdtempSync(join(process.cwd(), 'packages/local/tests/support/service-'))
  cpSync(fixture, serviceDir, { recursive: true })
})
afterAll(() => rmSync(serviceDir, { recursive: true }))

test('a service compiles to the template that sls package would deploy', async () => {
  const compiled = await compileService(serviceDir, args)

  expect(compiled).toMatchObject({
    serviceDir,
    stackName: 'fixture-other',
    stage: 'other',
    functionIds: { echo: 'EchoLambdaFunction', step: 'StepLambdaFunction' },
    esbuild: { bundle: true, format: 'esm', platform: 'node', target: 'node24', outExtension: { '.js': '.mjs' } },
  })
  expect(Object.keys(compiled.esbuild)).not.toContain('packager')

  const stack = stackOf(compiled.template, { stackName: compiled.stackName })
  expect(stack.ofType('AWS::Lambda::Function').map(({ name }) => name)).toEqual([
    'fixture-other-echo',
    'fixture-other-step',
  ])
  expect(stack.ofType('AWS::Lambda::Version')).toEqual([])
  expect(stack.ofType('AWS::Lambda::Function')[0]?.properties.Environment).toEqual({
    Variables: {
      BUCKET: 'fixture-other-data-000000000000',
      QUEUE_URL: 'http://127.0.0.1:4566/000000000000/fixture-other-inbox.fifo',
      MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:fixture-other-two-steps',
    },
  })
}, 60_000)

test('what has not changed is not compiled again', async () => {
  const compiled = await compileService(serviceDir, args)
  const file = join(serviceDir, '.local/compiled.json')
  const writtenAt = statSync(file).mtimeMs
  expect(await compileService(serviceDir, args)).toEqual(compiled)
  expect(statSync(file).mtimeMs).toBe(writtenAt)
  expect(fingerprint(serviceDir, args)).toBe(compiled.fingerprint)
}, 60_000)

test('a change in any file that it is made of shows, an environment variable cannot be seen', () => {
  const before = fingerprint(serviceDir, [])
  appendFileSync(join(serviceDir, 'two-steps.asl.json'), '\n')
  const after = fingerprint(serviceDir, [])
  expect(after).toEqual(expect.any(String))
  expect(after).not.toBe(before)
  expect(fingerprint(serviceDir, args)).not.toBe(after)

  const serverlessYml = join(serviceDir, 'serverless.yml')
  writeFileSync(join(serviceDir, 'beside.ts'), '')
  writeFileSync(join(serviceDir, 'plugin.ts'), "import './beside.ts'\n")
  writeFileSync(serverlessYml, readFileSync(serverlessYml, 'utf8').replace('plugins:\n', 'plugins:\n  - ./plugin.ts\n'))
  const imported = fingerprint(serviceDir, [])
  expect(imported).not.toBe(after)
  appendFileSync(join(serviceDir, 'beside.ts'), '\n')
  expect(fingerprint(serviceDir, [])).not.toBe(imported)

  appendFileSync(serverlessYml, '# ${env:HOME}\n')
  expect(fingerprint(serviceDir, [])).toBeUndefined()
})

test('what the Serverless Framework refuses is told in one line', async () => {
  writeFileSync(join(serviceDir, 'serverless.yml'), 'service: fixture\nprovider: { name: aws\nfunctions: []\n')
  const refusal = await compileService(serviceDir).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(TemplateError)
  expect(String(refusal)).toMatch(/^TemplateError: Cannot parse "serverless.yml": [^\n]+$/)
}, 60_000)
