import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { missingWiring } from '../../tools/check/wiring.ts'
import type { Files } from '../../tools/new/project.ts'
import { newWorkflow } from '../../tools/new/workflow.ts'

let service: string
let files: Files
beforeAll(() => {
  service = mkdtempSync(join(tmpdir(), 'sfs3-wiring-'))
  for (const folder of ['resources', 'steps', 'src', 'tools/verify/permissions/exercises'])
    cpSync(folder, join(service, folder), { recursive: true })
  cpSync('serverless.yml', join(service, 'serverless.yml'))
  const { created, changed } = newWorkflow(service, 'toy-repair', { steps: 'check,pay', schedule: 'rate(1 day)' })
  files = { ...created, ...changed }
  put(files)
})
afterAll(() => rmSync(service, { recursive: true }))

test('every workflow of the service is complete', () => {
  expect(missingWiring('.')).toEqual([])
})

test('a new workflow is complete', () => {
  expect(missingWiring(service)).toEqual([])
})

test('one that serverless.yml does not list', () => {
  changing('serverless.yml', (text) => text.replace('    - ${file(resources/toy-repair/workflow.yaml)}\n', ''), [
    'resources/toy-repair/workflow.yaml is no workflow yet: add "- ${file(resources/toy-repair/workflow.yaml)}" to custom.workflows in serverless.yml',
  ])
})

test('a template that workflow.yaml does not name', () => {
  const line = '  - ${file(resources/toy-repair/schedule.yaml)}\n'
  changing('resources/toy-repair/workflow.yaml', (text) => text.replace(line, ''), [
    'resources/toy-repair/schedule.yaml is in no template: add "- ${file(resources/toy-repair/schedule.yaml)}" to the resources of resources/toy-repair/workflow.yaml',
  ])
})

test('a step that is no function, and a Task that names none', () => {
  const line = '  toyRepairPay: { handler: steps/toy-repair/pay.handler }\n'
  changing('resources/toy-repair/workflow.yaml', (text) => text.replace(line, ''), [
    'steps/toy-repair/pay.ts is no function: add its handler to the functions of resources/toy-repair/workflow.yaml',
    'the state pay of resources/toy-repair/toy-repair.asl.yaml calls toyRepairPay, which is no function of a workflow.yaml',
  ])
})

test('a step that no Task calls', () => {
  const resource = '!GetAtt toyRepairPay.Arn'
  changing('resources/toy-repair/toy-repair.asl.yaml', (text) => text.replace(resource, '!GetAtt toyRepairCheck.Arn'), [
    'no Task calls toyRepairPay: add a state with "Resource: !GetAtt toyRepairPay.Arn" for steps/toy-repair/pay.ts',
  ])
})

test('a step without a role', () => {
  changing('resources/toy-repair/roles.yaml', (text) => text.replace('ToyRepairPayRole', 'AnotherRole'), [
    'toyRepairPay may not read and add process data: add ToyRepairPayRole to resources/toy-repair/roles.yaml',
  ])
})

test('a route without its contract, and a contract without its route', () => {
  removing('src/facade/contract/start-toy-repair.ts', [
    'src/facade/routes/start-toy-repair.ts has no src/facade/contract/start-toy-repair.ts: a route and what its callers may expect have one name',
  ])
  removing('src/facade/routes/start-toy-repair.ts', [
    'the function startToyRepair of resources/toy-repair/workflow.yaml has no src/facade/routes/start-toy-repair.ts',
    'src/facade/contract/start-toy-repair.ts has no src/facade/routes/start-toy-repair.ts: a route and what its callers may expect have one name',
  ])
})

test('a route that is no function', () => {
  changing(
    'resources/toy-repair/workflow.yaml',
    (text) => text.replace('routes/start-toy-repair.handler', 'routes/start-process.handler'),
    ['src/facade/routes/start-toy-repair.ts is no function: add its handler to the functions of a workflow.yaml'],
  )
})

test('a function without a variable that it needs', () => {
  changing('resources/toy-repair/workflow.yaml', (text) => text.replace('STATE_MACHINE_ARN: !Ref', 'ANOTHER: !Ref'), [
    'startToyRepair needs STATE_MACHINE_ARN: add it to its environment in resources/toy-repair/workflow.yaml',
  ])
})

test('permissions that are not exercised', () => {
  const file = 'tools/verify/permissions/exercises/toy-repair.ts'
  removing(file, [`the permissions of toy-repair are not exercised: add ${file}`])
  changing(file, (text) => text.replace('|ToyRepairPay|', '|'), [
    `${file} does not say that ToyRepairPayRole is one of its roles`,
  ])
})

function put(files: Files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(service, path)), { recursive: true })
    writeFileSync(join(service, path), text)
  }
}

function changing(file: string, change: (text: string) => string, missing: string[]) {
  const before = readFileSync(join(service, file), 'utf8')
  expect(change(before)).not.toBe(before)
  put({ [file]: change(before) })
  expect(missingWiring(service)).toEqual(missing)
  put({ [file]: before })
}

function removing(file: string, missing: string[]) {
  rmSync(join(service, file))
  expect(missingWiring(service)).toEqual(missing)
  put({ [file]: files[file] ?? '' })
}
