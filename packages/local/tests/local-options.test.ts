import { expect, test } from '@jest/globals'
import { localOptions } from '../local-options.ts'

test('a service need not say anything', () => {
  expect(localOptions(undefined)).toEqual({
    accountId: '000000000000',
    concurrentExecutions: 1000,
    env: {},
    routes: {},
    run: {},
    check: {},
    watch: { ignore: [] },
  })
})

test('a command is a line or a list of words', () => {
  const { run } = localOptions({ run: { one: { command: 'node  server.ts --once' }, two: { command: ['a b', 'c'] } } })

  expect(run).toEqual({ one: { command: ['node', 'server.ts', '--once'] }, two: { command: ['a b', 'c'] } })
})

test.each([
  [{ enviroment: {} }, 'custom.local: Unrecognized key: "enviroment"'],
  [
    { run: { sample: { comand: 'node' } } },
    /^custom\.local\.run\.sample\.command: must be a command line.*; custom\.local\.run\.sample: Unrecognized key: "comand"$/,
  ],
  [{ run: { sample: { command: '' } } }, 'custom.local.run.sample.command: must not be empty'],
  [{ env: { 'MY-URL': 'x' } }, 'custom.local.env.MY-URL: is no name of an environment variable'],
  [{ accountId: 0 }, 'custom.local.accountId: must be twelve digits in quotes'],
  [{ concurrentExecutions: 0 }, 'custom.local.concurrentExecutions: must be a number of functions'],
])('%j is refused by name', (custom, message) => {
  expect(() => localOptions(custom)).toThrow(message)
})
