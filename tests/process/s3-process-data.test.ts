import { expect, test } from '@jest/globals'
import { PartUnreadable, ProcessDataUnavailable } from '../../src/process/errors.ts'
import { s3ProcessData } from '../../src/process/s3-process-data.ts'
import { TransactionId } from '../../src/process/transaction-id.ts'
import { s3Error, scriptedS3 } from '../support/scripted-s3.ts'

const tx = TransactionId.parse('tx-1')

test('a write carries If-None-Match and goes where the design says', async () => {
  const requests: string[] = []
  const client = scriptedS3(({ method, path, headers }) => {
    requests.push(`${method} ${path} if-none-match: ${headers['if-none-match']}`)
    return { status: 200 }
  })
  const data = s3ProcessData(client, 'bucket')

  await data.create(tx, {})
  await data.add(tx, 'step-a-output', {})

  expect(requests).toEqual([
    'PUT /processes/tx-1/input.json if-none-match: *',
    'PUT /processes/tx-1/outputs/step-a-output.json if-none-match: *',
  ])
})

test('412 means that the first write stands', async () => {
  const data = s3ProcessData(
    scriptedS3(() => ({ status: 412, body: s3Error('PreconditionFailed') })),
    'bucket',
  )

  await expect(data.add(tx, 'part', 1)).resolves.toBe(false)
})

test('409 is tried again', async () => {
  const conflict = { status: 409, body: s3Error('ConditionalRequestConflict') }
  const answers = [conflict, conflict, { status: 200 }]
  const client = scriptedS3(() => answers.shift() ?? { status: 500 })

  await s3ProcessData(client, 'bucket').add(tx, 'part', 1)

  expect(answers).toEqual([])
})

test('409 without end is left to the state machine', async () => {
  let requests = 0
  const client = scriptedS3(() => {
    requests++
    return { status: 409, body: s3Error('ConditionalRequestConflict') }
  })

  await expect(s3ProcessData(client, 'bucket').add(tx, 'part', 1)).rejects.toThrow(ProcessDataUnavailable)

  expect(requests).toBe(5)
})

test.each([
  [503, 'SlowDown'],
  [500, 'InternalError'],
])('%i %s means unavailable, with its cause', async (status, code) => {
  const data = s3ProcessData(
    scriptedS3(() => ({ status, body: s3Error(code) })),
    'bucket',
  )

  for (const operation of [() => data.create(tx, 1), () => data.part(tx, 'part'), () => data.parts(tx)])
    await expect(operation()).rejects.toMatchObject({ name: 'ProcessDataUnavailable', cause: { name: code } })
})

test('a refusal stays what it is: trying again would not help', async () => {
  const data = s3ProcessData(
    scriptedS3(() => ({ status: 403, body: s3Error('AccessDenied') })),
    'bucket',
  )

  await expect(data.part(tx, 'part')).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(data.create(tx, 1)).rejects.toMatchObject({ name: 'AccessDenied' })
})

test('a part that is not JSON is named', async () => {
  const data = s3ProcessData(
    scriptedS3(() => ({ status: 200, body: '{"half' })),
    'bucket',
  )

  await expect(data.part(tx, 'part')).rejects.toThrow(PartUnreadable)
  await expect(data.part(tx, 'part')).rejects.toThrow('part of tx-1 is not JSON')
})
