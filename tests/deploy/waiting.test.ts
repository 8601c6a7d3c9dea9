import { beforeAll, expect, test } from '@jest/globals'
import { compiledOnce, type Template } from '@sfs3/local/testing'
import * as z from 'zod'
import { operations } from '../../src/facade/openapi/document.ts'

let plain: Template
let bounded: Template
beforeAll(async () => {
  plain = (await compiledOnce(process.cwd(), ['--stage=prod'])).template
  const parameters = ['--stage=prod', '--param=longestWaitSeconds=1', '--param=waitingCallers=20']
  bounded = (await compiledOnce(process.cwd(), parameters)).template
}, 60_000)

const Route = z.object({
  Handler: z.string(),
  Timeout: z.number(),
  Environment: z.object({ Variables: z.record(z.string(), z.json()) }),
})

/** Of each function that has a bound: its handler, how long callers wait there, and how many at once. */
const boundsIn = ({ Resources }: Template) =>
  Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => Route.parse(Properties))
    .map(({ Handler, Environment: { Variables } }) => [
      Handler,
      Variables.LONGEST_WAIT_SECONDS,
      Variables.WAITING_CALLERS,
    ])
    .filter(([, seconds, callers]) => seconds !== undefined || callers !== undefined)
    .sort()

/** The handlers of the facade that hold a caller: those with the timeout of API Gateway. */
const holdingIn = ({ Resources }: Template) =>
  Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => Route.parse(Properties))
    .filter(({ Handler, Timeout }) => Handler.startsWith('src/facade/') && Timeout === 29)
    .map(({ Handler }) => Handler)
    .sort()

/** The handlers of the routes that take `Prefer: wait`, as the contract says; those of own workflows, too. */
const waiting = operations
  .filter(({ waits }) => waits)
  .map(({ operationId }) => operationId.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))
  .map((route) => `src/facade/routes/${route}.handler`)
  .sort()

test('how long and how many callers may wait is bounded for the routes that hold a caller, and for no other function', () => {
  expect(waiting).toEqual(
    expect.arrayContaining(['src/facade/routes/process-state.handler', 'src/facade/routes/start-process.handler']),
  )
  expect(holdingIn(bounded)).toEqual(expect.arrayContaining(waiting))
  expect(boundsIn(bounded)).toEqual(holdingIn(bounded).map((handler) => [handler, '1', '20']))
})

test('without parameters three callers wait for 25 s, which leaves a new account functions to work with', () => {
  expect(boundsIn(plain)).toEqual(holdingIn(plain).map((handler) => [handler, '25', '3']))
  expect(JSON.stringify(plain).match(/ReservedConcurrentExecutions/)).toBeNull()
})
