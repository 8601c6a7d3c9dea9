import { expect, test } from '@jest/globals'
import * as z from 'zod'
import { PartUnreadable, S3DataPreconditionError } from '../src/process/errors.ts'
import { TransactionId } from '../src/process/transaction-id.ts'
import { step } from '../src/step.ts'
import { inMemoryProcessData } from './support/in-memory-process-data.ts'

const tx = TransactionId.parse('tx-1')
const double = step({
  needs: z.object({ 'step-a-output': z.object({ n: z.number() }) }),
  adds: 'step-b-output',
  run: ({ 'step-a-output': { n } }) => ({ n: n * 2 }),
})

test('a step adds what it makes of the parts that it needs', async () => {
  const data = inMemoryProcessData({ [tx]: { processInput: {}, 'step-a-output': { n: 21 } } })

  await double(data, tx)

  expect(await data.part(tx, 'step-b-output')).toEqual({ n: 42 })
})

test('a step whose part is missing changes nothing and asks for a retry', async () => {
  const data = inMemoryProcessData({ [tx]: { processInput: {} } })

  await expect(double(data, tx)).rejects.toThrow(S3DataPreconditionError)
  await expect(double(data, tx)).rejects.toThrow('process data of tx-1 is not ready: step-a-output is missing')

  expect(await data.document(tx)).toEqual({ processInput: {} })
})

test('a part that does not satisfy its schema is named with the reason, without quoting the data', async () => {
  const data = inMemoryProcessData({ [tx]: { processInput: {}, 'step-a-output': { n: 'secret' } } })

  await expect(double(data, tx)).rejects.toThrow(
    'process data of tx-1 is not ready: step-a-output.n: Invalid input: expected number, received string',
  )
})

test('a part that is not JSON is one that does not satisfy its schema', async () => {
  const data = {
    ...inMemoryProcessData(),
    part: async () => {
      throw new PartUnreadable('tx-1', 'step-a-output', { cause: new SyntaxError() })
    },
  }

  await expect(double(data, tx)).rejects.toThrow(S3DataPreconditionError)
})

test('a step that is run twice writes once', async () => {
  let run = 0
  const counting = step({ needs: z.object({}), adds: 'count', run: () => ++run })
  const data = inMemoryProcessData()

  await counting(data, tx)
  await counting(data, tx)

  expect(await data.part(tx, 'count')).toBe(1)
})
