import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { type Client, createClient } from '../index.ts'

type Answer = { content: { 'application/json': { example: object } } }
type Operation = { operationId: string; responses: Record<string, Answer> }
const contract: { paths: Record<string, Record<string, Operation>> } = JSON.parse(
  readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'),
)
const operations = Object.entries(contract.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, ...operation })),
)

type Call = { operation: string; statuses: string[]; call: (client: Client) => Promise<unknown> }

/** How each method is called, its operation, and which of that operation's answers it gets. */
const calls: Record<keyof Client, Call> = {
  startProcess: { operation: 'startProcess', statuses: ['200', '202'], call: (client) => client.startProcess({}) },
  processState: {
    operation: 'processState',
    statuses: ['200'],
    call: async (client) => (await client.processState('arn')).execution,
  },
  processData: {
    operation: 'processData',
    statuses: ['200', '303'],
    call: (client) => client.processData('tx') as Promise<object>,
  },
  eraseProcess: { operation: 'eraseProcess', statuses: ['200'], call: (client) => client.eraseProcess('tx') },
  stopProcess: { operation: 'stopProcess', statuses: ['202'], call: (client) => client.stopProcess('arn') },
  redriveProcess: { operation: 'redriveProcess', statuses: ['202'], call: (client) => client.redriveProcess('arn') },
  placeOrder: { operation: 'placeOrder', statuses: ['200', '202'], call: (client) => client.placeOrder({}) },
  startJob: { operation: 'startJob', statuses: ['200', '202'], call: (client) => client.startJob('') },
  jobStatus: { operation: 'jobStatus', statuses: ['200'], call: (client) => client.jobStatus() },
  startArchive: { operation: 'startArchive', statuses: ['202'], call: (client) => client.startArchive({}) },
  archiveNow: { operation: 'startArchive', statuses: ['200'], call: (client) => client.archiveNow({}) },
  archiveRecords: { operation: 'archiveRecords', statuses: ['200'], call: (client) => client.archiveRecords() },
}

test('every answer of every operation comes to a method of the client; only the contract itself has none', () => {
  const answers = operations
    .filter(({ operationId }) => operationId !== 'openApi')
    .flatMap(({ operationId, responses }) =>
      Object.keys(responses)
        .filter((status) => Number(status) < 400)
        .map((status) => `${operationId} ${status}`),
    )
  const got = Object.values(calls).flatMap(({ operation, statuses }) =>
    statuses.map((status) => `${operation} ${status}`),
  )

  expect(got.sort()).toEqual(answers.sort())
  expect(Object.keys(calls).sort()).toEqual(Object.keys(createClient({ url: 'http://api', apiKey: 'key' })).sort())
})

describe.each(Object.entries(calls))('%s', (_, { operation, statuses, call }) => {
  const { method, path, responses = {} } = operations.find(({ operationId }) => operationId === operation) ?? {}
  const exampleOf = (status: string) => responses[status]?.content['application/json'].example

  test.each(statuses)('takes the example of %s', async (status) => {
    const example = exampleOf(status)
    const location = example && 'location' in example ? encodeURI(String(example.location)) : undefined
    const asked: string[] = []
    const client = createClient({
      url: 'http://api',
      apiKey: 'key',
      fetch: async (url, { method = 'GET' }) => {
        asked.push(`${method} ${url}`.replace(/\?.*/, ''))
        if (String(url) === location) return Response.json(exampleOf('200'))
        return Response.json(example, { status: Number(status), headers: location ? { location } : {} })
      },
    })

    const answer = await call(client)

    expect(asked[0]).toBe(`${method} http://api${path}`)
    expect(asked).toHaveLength(location ? 2 : 1)
    // Nothing but what was answered; a start that was not waited for runs.
    if (answer !== undefined)
      expect({ status: 'RUNNING', ...exampleOf(location ? '200' : status) }).toMatchObject(answer as object)
  })
})
