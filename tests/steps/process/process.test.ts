import { expect, test } from '@jest/globals'
import { TransactionId } from '../../../src/process/transaction-id.ts'
import { downstreamA } from '../../../steps/downstream/a.ts'
import { downstreamB } from '../../../steps/downstream/b.ts'
import { downstreamC } from '../../../steps/downstream/c.ts'
import { stepA } from '../../../steps/process/step-a.ts'
import { stepB } from '../../../steps/process/step-b.ts'
import { stepC } from '../../../steps/process/step-c.ts'
import { stepD } from '../../../steps/process/step-d.ts'
import { stepE } from '../../../steps/process/step-e.ts'
import { stepF } from '../../../steps/process/step-f.ts'
import { inMemoryProcessData } from '../../support/in-memory-process-data.ts'

const tx = TransactionId.parse('tx-1')
const downstreamTx = TransactionId.parse('tx-1-downstream')

test('the steps in their order turn the input into six outputs, and downstream into three', async () => {
  const data = inMemoryProcessData({ [tx]: { processInput: { orderNumber: 42 } } })
  const started: string[] = []
  const startDownstream = async (transactionId: TransactionId) => {
    started.push(transactionId)
    return `arn:${transactionId}`
  }

  for (const step of [stepA, stepB, stepC, stepD, stepE, stepF(startDownstream)]) await step(data, tx)
  for (const step of [downstreamA, downstreamB, downstreamC]) await step(data, downstreamTx)

  expect(await data.document(tx)).toEqual({
    processInput: { orderNumber: 42 },
    'step-a-output': {
      status: 'OK',
      details: 'the input has 18 characters and 1 entries',
      stepAOutput1: 18,
      stepAOutput2: 1,
      stepAOutput3: true,
    },
    'step-b-output': { property1: 'p1', property2: true },
    'step-c-output': { property3: 'p1 true' },
    'step-d-output': { property4: 'P1 TRUE' },
    'step-e-output': { property5: 'EURT 1P' },
    'step-f-output': { downstreamExecutionArn: 'arn:tx-1-downstream' },
  })
  expect(await data.document(downstreamTx)).toEqual({
    processInput: { startedBy: 'tx-1', property5: 'EURT 1P' },
    'downstream-a-output': { propertyA: 'eurt 1p' },
    'downstream-b-output': { propertyB: 7 },
    'downstream-c-output': { propertyC: true },
  })
  expect(started).toEqual(['tx-1-downstream'])
})

test('step-f run twice starts the same downstream process and writes once', async () => {
  const data = inMemoryProcessData({ [tx]: { processInput: {}, 'step-e-output': { property5: 'x' } } })
  const started: string[] = []
  const step = stepF(async (transactionId) => `arn:${started.push(transactionId)}`)

  await step(data, tx)
  await step(data, tx)

  expect(started).toEqual(['tx-1-downstream', 'tx-1-downstream'])
  expect(await data.part(tx, 'step-f-output')).toEqual({ downstreamExecutionArn: 'arn:1' })
})
