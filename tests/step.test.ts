import { expect, test } from '@jest/globals'
import * as z from 'zod'
import { PartUnreadable, S3DataPreconditionError, StepOutputError } from '../src/process/errors.ts'
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

const score = z.object({ level: z.enum(['low', 'high']), note: z.optional(z.string()) })
const scoring = (level: string, more: object = {}) =>
  step({
    needs: z.object({}),
    adds: { score },
    decides: ['level'],
    run: () => ({ level, ...more }) as z.input<typeof score>,
  })

test.each([
  [{}, 'level: Invalid option: expected one of "low"|"high"', 'lo'],
  [{ note: 1 }, 'note: Invalid input: expected string, received number', 'low'],
  [{ nota: 'x' }, 'nota is not in its schema', 'low'],
])('what is not what a step adds fails in that step, and is not written: %j', async (more, problem, level) => {
  const data = inMemoryProcessData({ [tx]: { processInput: {} } })

  const running = scoring(level, more)(data, tx)

  await expect(running).rejects.toThrow(new StepOutputError(`run did not return what it adds: score.${problem}`))
  await expect(running).rejects.toMatchObject({ name: 'StepOutputError' })
  expect(await data.document(tx)).toEqual({ processInput: {} })
})

test('a step without a return value says so', async () => {
  const nothing = step({ needs: z.object({}), adds: 'nothing', run: () => undefined as unknown as null })

  await expect(nothing(inMemoryProcessData(), tx)).rejects.toThrow(
    new StepOutputError('run returned nothing that could be stored as nothing'),
  )
})

test('a step that decides tells the fields it names, and no others', async () => {
  const data = inMemoryProcessData()

  expect(await scoring('high', { note: 'private' })(data, tx)).toEqual({ level: 'high' })
  expect(await data.part(tx, 'score')).toEqual({ level: 'high', note: 'private' })
})

test('a step that runs again decides as the attempt whose part stands, whatever it finds itself', async () => {
  const data = inMemoryProcessData()

  expect(await scoring('high')(data, tx)).toEqual({ level: 'high' })
  expect(await scoring('low')(data, tx)).toEqual({ level: 'high' })
  expect(await data.part(tx, 'score')).toEqual({ level: 'high' })
})

test('of many attempts at once all decide the same', async () => {
  const data = inMemoryProcessData()

  const decisions = await Promise.all(['low', 'high', 'low', 'high'].map((level) => scoring(level)(data, tx)))

  expect(decisions).toEqual(Array(4).fill(await data.part(tx, 'score')))
})

test('a step that does not decide tells nothing', async () => {
  const data = inMemoryProcessData({ [tx]: { processInput: {}, 'step-a-output': { n: 21 } } })

  expect(await double(data, tx)).toBeUndefined()
})

test('a decision is small: data stays in S3', async () => {
  const adds = { found: z.object({ text: z.string() }) }
  const found = (characters: number) =>
    step({ needs: z.object({}), adds, decides: ['text'], run: () => ({ text: 'x'.repeat(characters) }) })
  const data = inMemoryProcessData({ [tx]: { processInput: {} } })

  await expect(found(1014)(data, tx)).rejects.toThrow(
    new StepOutputError('found decides by 1025 bytes, and 1024 may travel: leave data to S3'),
  )
  expect(await data.document(tx)).toEqual({ processInput: {} })
  expect(await found(1013)(data, tx)).toEqual({ text: 'x'.repeat(1013) })
})

test('a step adds one part', () => {
  const two = { a: z.number(), b: z.number() }

  expect(() => step({ needs: z.object({}), adds: two, run: () => 1 })).toThrow('a step adds one part, not a and b')
})
