import { expect, test } from '@jest/globals'
import { newestFirst } from '../../../src/facade/http/newest-first.ts'
import { Owner } from '../../../src/process/owners.ts'
import { stubDynamodb } from '../../support/stub-dynamodb.ts'

const lastKey = { Id: { S: 'j-2' }, Listed: { S: 'jobs' }, CreatedAt: { S: '2026-01-01T00:00:00Z' } }
const refusal = { name: 'Problem', status: 400, message: 'nextToken must be that of a page before, unchanged.' }
const itemOf = ({ Id }: Record<string, { S?: string | undefined }>) => Id?.S

test('asks the index for a page, and the next page from where the last one ended', async () => {
  const { client, sent } = stubDynamodb(({ ExclusiveStartKey }) =>
    ExclusiveStartKey
      ? { Items: [{ Id: { S: 'j-1' } }] }
      : { Items: [{ Id: { S: 'j-3' } }], LastEvaluatedKey: lastKey },
  )
  const list = newestFirst(client, 'jobs-table', 'jobs', (item) => itemOf(item as never))

  const first = await list(undefined)
  const second = await list(undefined, first.nextToken)

  expect(first).toEqual({ items: ['j-3'], nextToken: expect.any(String) })
  expect(second).toEqual({ items: ['j-1'] })
  expect(sent[0]).toMatchObject({ TableName: 'jobs-table', IndexName: 'newest-first', ScanIndexForward: false })
  expect(sent[1]).toMatchObject({ ExclusiveStartKey: lastKey })
})

test.each(['', 'x', Buffer.from('{"Id":1}').toString('base64url'), Buffer.from('null').toString('base64url')])(
  'a next token %j that no page gave is refused',
  async (nextToken) => {
    const { client, sent } = stubDynamodb(() => ({}))

    await expect(newestFirst(client, 't', 'l', itemOf as never)(undefined, nextToken)).rejects.toMatchObject(refusal)

    expect(sent).toEqual([])
  },
)

test('a next token of another table is refused', async () => {
  const { client } = stubDynamodb(() => {
    throw Object.assign(new Error('The provided starting key is invalid'), { name: 'ValidationException' })
  })
  const other = Buffer.from('{"Name":{"S":"x"}}').toString('base64url')

  await expect(newestFirst(client, 't', 'l', itemOf as never)(undefined, other)).rejects.toMatchObject(refusal)
})

test('each caller has a list of his own, and its next token leads nobody else into it', async () => {
  const [ada, bob] = [Owner.parse('ada'), Owner.parse('bob')]
  const { client, sent } = stubDynamodb(() => ({ Items: [], LastEvaluatedKey: { ...lastKey, Listed: { S: adas } } }))
  const list = newestFirst(client, 't', 'jobs', itemOf as never)

  const { nextToken } = await list(ada)
  await list(ada, nextToken)

  expect(sent.map((query) => query.ExpressionAttributeValues)).toEqual([
    { ':listed': { S: adas } },
    { ':listed': { S: adas } },
  ])
  for (const other of [bob, undefined]) await expect(list(other, nextToken)).rejects.toMatchObject(refusal)
  expect(sent).toHaveLength(2)
})

/** The SHA-256 of `ada`. */
const adas = 'jobs _e5DDUC9V97qwYbNl5ADPQ8G-QmogG585ucXq3x9UCk'
