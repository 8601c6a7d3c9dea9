import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { GrantUse } from '../../local/iam/usage.ts'
import { compileService } from '../../local/template/compiler.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { startTestRegion, type TestRegion } from '../support/region.ts'
import { exercises } from './exercises.ts'
import { idleReasons, unexplained } from './reasons.ts'

let region: TestRegion
let usage: GrantUse[]

beforeAll(async () => {
  const clock = fakeClock(Date.now())
  const compiled = compileService(process.cwd(), ['--param=usagePlanRate=1000', '--param=usagePlanBurst=1000'])
  region = await startTestRegion({ clock, compiled })
  const { all, close } = exercises(region, clock)
  for (const exercise of Object.values(all)) await exercise()
  usage = region.aws.iam.usage()
  close()
}, 120_000)
afterAll(() => region.stop())

test('every permission of every role is needed by a request, or a reason says why it is there', () => {
  expect(unexplained(usage)).toEqual([])
})

test('no reason is left over', () => {
  expect(idleReasons(usage)).toEqual([])
})
