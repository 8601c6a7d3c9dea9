import { expect, test } from '@jest/globals'
import { parseMachine, runMachine } from '@sfs3/asl'
import * as z from 'zod/mini'
import { TransactionId } from '../src/process/transaction-id.ts'
import { step } from '../src/step.ts'
import { inMemoryProcessData } from './support/in-memory-process-data.ts'

const tx = TransactionId.parse('tx-1')

// As docs/your-own-workflow.md has it.
const machine = parseMachine({
  StartAt: 'check',
  States: {
    check: {
      Type: 'Task',
      Resource: 'arn:aws:lambda:us-east-1:000000000000:function:check',
      ResultSelector: { 'level.$': '$.decision.level' },
      ResultPath: '$.check',
      Retry: [{ ErrorEquals: ['Lambda.Unknown'], MaxAttempts: 1 }],
      Next: 'is-high',
    },
    'is-high': {
      Type: 'Choice',
      Choices: [{ Variable: '$.check.level', StringEquals: 'high', Next: 'ask' }],
      Default: 'pay',
    },
    ask: { Type: 'Succeed' },
    pay: { Type: 'Succeed' },
  },
})

/** What it finds differs each time it runs. */
const checking = (levels: ('low' | 'high')[]) =>
  step({
    needs: z.object({}),
    adds: { 'check-output': z.object({ level: z.enum(['low', 'high']), reason: z.string() }) },
    decides: ['level'],
    run: () => ({ level: levels.shift() ?? 'low', reason: 'private' }),
  })

test('a Choice goes by what a step decided, beside the transaction id; what it added stays in S3', async () => {
  const data = inMemoryProcessData()
  const check = checking(['high'])

  const { result, history } = await runMachine(
    machine,
    { processData: tx },
    {
      task: async () => ({ processData: tx, decision: (await check(data, tx)) ?? null }),
    },
  )

  expect(result).toMatchObject({ status: 'SUCCEEDED', output: { processData: tx, check: { level: 'high' } } })
  expect(entered(history)).toEqual(['check', 'is-high', 'ask'])
  expect(JSON.stringify(history)).not.toContain('private')
})

test('an attempt whose answer was lost decides for the one after it', async () => {
  const data = inMemoryProcessData()
  const check = checking(['high', 'low'])
  let attempts = 0

  const { history } = await runMachine(
    machine,
    { processData: tx },
    {
      task: async () => {
        const decision = await check(data, tx)
        if (++attempts === 1)
          throw Object.assign(new Error('the function ended after its write'), { name: 'Lambda.Unknown' })
        return { processData: tx, decision: decision ?? null }
      },
    },
  )

  expect(attempts).toBe(2)
  expect(entered(history)).toEqual(['check', 'is-high', 'ask'])
})

const entered = (history: { type: string }[]) =>
  history.flatMap((event) =>
    event.type.endsWith('StateEntered') ? JSON.stringify(event).match(/"name":"([^"]+)"/)?.[1] : [],
  )
