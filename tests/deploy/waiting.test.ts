import { beforeAll, expect, test } from '@jest/globals'
import { compiledOnce, type Template } from '@sfs3/local/testing'
import type { Properties } from '../../resources/template.ts'

let plain: Template
let bounded: Template
beforeAll(async () => {
  plain = (await compiledOnce(process.cwd(), ['--stage=prod'])).template
  const parameters = ['--stage=prod', '--param=longestWaitSeconds=1', '--param=waitingConcurrency=20']
  bounded = (await compiledOnce(process.cwd(), parameters)).template
}, 60_000)

const isOwnRoute = (id: string) => /^Start/.test(id) && !waiting.includes(id.replace('LambdaFunction', ''))

/** The routes that take `Prefer: wait`. */
const waiting = ['PlaceOrder', 'ProcessState', 'StartArchive', 'StartJob', 'StartProc']

const functionsOf = ({ Resources }: Template) =>
  // A workflow of one's own has routes that wait, too.
  Object.entries(Resources).flatMap(([id, { Type, Properties }]) =>
    Type === 'AWS::Lambda::Function' && !isOwnRoute(id)
      ? [{ id: id.replace('LambdaFunction', ''), ...(Properties as Properties) }]
      : [],
  )

test('how long and how many callers may wait is bounded for the routes that wait, and for no other function', () => {
  const bounds = functionsOf(bounded).map(({ id, Environment, ReservedConcurrentExecutions }) => {
    return [id, Environment?.Variables.LONGEST_WAIT_SECONDS, ReservedConcurrentExecutions] as const
  })

  expect(bounds.filter(([, seconds, reserved]) => seconds !== undefined || reserved !== undefined).sort()).toEqual(
    waiting.map((id) => [id, '1', 20]),
  )
})

test('without parameters callers wait for 25 s, and no concurrency is taken away from others', () => {
  const waits = functionsOf(plain).filter(({ Environment }) => Environment?.Variables.LONGEST_WAIT_SECONDS === '25')

  expect(waits.map(({ id }) => id).sort()).toEqual(waiting)
  expect(JSON.stringify(plain)).not.toContain('ReservedConcurrentExecutions')
})
