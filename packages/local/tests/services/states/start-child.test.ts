import { expect, test } from '@jest/globals'
import type { Driver } from '../../../services/states/executions/driver.ts'
import type { LiveExecution } from '../../../services/states/executions/live-execution.ts'
import { startChild } from '../../../services/states/map-runs/start-child.ts'
import type { Store } from '../../../services/states/store/store.ts'
import { fakeClock } from '../../../testing/fake-clock.ts'

const effect = {
  ...{ type: 'StartChild', task: 't', executionArn: 'child', mapRunArn: 'arn:aws:states:r:a:mapRun:m/L:id' },
  ...{ name: 'n', executionType: 'STANDARD', mapState: 'Each', input: 1 },
} as Parameters<typeof startChild>[0]

test('a child execution that could not be written is started again, as long as its parent runs', () => {
  const clock = fakeClock()
  const open = new Set(['parent'])
  let attempts = 0
  let existing: object | undefined
  let ended = (_error: unknown) => {}
  const driver = {
    onEnd: () => {},
    isOpen: (arn: string) => open.has(arn),
    start() {
      attempts++
      if (attempts === 1) throw new Error('database or disk is full')
    },
  } as unknown as Driver
  const store = {
    executions: { get: () => existing },
    afterCommit: (_committed: () => void, rolledBack: (error: unknown) => void) => {
      ended = rolledBack
    },
  } as unknown as Store
  const parent = { arn: 'parent', revision: 1 } as LiveExecution

  startChild(effect, parent, { driver, store, clock })
  ended(new Error('database or disk is full'))
  clock.advance(1000)
  expect(attempts).toBe(2)

  // What started it meanwhile, e.g. after its parent was read again, is found.
  existing = { status: 'RUNNING' }
  ended(new Error('database or disk is full'))
  clock.advance(1000)
  expect(attempts).toBe(2)
  existing = undefined

  // The commit failed this time, and the parent has ended meanwhile.
  open.clear()
  ended(new Error('database or disk is full'))
  clock.advance(1000)
  expect(attempts).toBe(2)
})
