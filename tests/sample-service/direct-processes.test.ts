import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn'
import { expect, test } from '@jest/globals'
import express from 'express'
import { directProcesses } from '../../sample-service/direct-processes.ts'
import { p1 } from '../../sample-service/routes/p1.ts'
import { inMemoryS3 } from '../support/in-memory-s3.ts'
import { listening } from '../support/listening.ts'
import { stubSfn } from '../support/stub-sfn.ts'

const place = {
  STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-dev-process',
  DATA_BUCKET: 'data',
}
const startDate = new Date('2026-01-01T00:00:00.000Z')
const stopDate = new Date('2026-01-01T00:00:02.000Z')
type Described = Partial<DescribeExecutionOutput>
const running: Described = { status: 'RUNNING', startDate }
const succeeded: Described = { status: 'SUCCEEDED', startDate, stopDate, output: '{"processData":"tx"}' }
const named = (name: string) => Object.assign(new Error(name), { name })

/** Processes that go through `states`, the last of them for ever; an error is thrown. Pauses are noted and take no time. */
function processes(states: (Described | Error)[], startFails?: Error) {
  const pauses: number[] = []
  const { client: sfn, sent } = stubSfn((input) => {
    if ('name' in input) {
      if (startFails) throw startFails
      return { startDate }
    }
    const state = states.length > 1 ? states.shift() : states[0]
    if (state instanceof Error) throw state
    return state
  })
  const { client: s3 } = inMemoryS3()
  const direct = directProcesses({ s3, sfn }, place, async (ms, signal) => {
    signal?.throwIfAborted()
    pauses.push(ms)
  })
  return { direct, pauses, sent }
}

test('the input is there before the execution, which is named by its transaction', async () => {
  const { direct, sent } = processes([running])

  const { transactionId, executionId, status } = await direct.startProcess({ orderNumber: 42 })

  expect(status).toBe('RUNNING')
  expect(executionId).toBe(`arn:aws:states:us-east-1:000000000000:execution:sfs3-dev-process:${transactionId}`)
  expect(sent).toEqual([
    {
      stateMachineArn: place.STATE_MACHINE_ARN,
      name: transactionId,
      input: JSON.stringify({ processData: transactionId }),
    },
  ])
  expect(await direct.processData(transactionId)).toEqual({ processInput: { orderNumber: 42 } })
})

test('it looks less and less often, in the end every 5 s', async () => {
  const { direct, pauses } = processes([...Array<Described>(10).fill(running), succeeded])

  expect(await direct.processState('arn:tx')).toEqual({
    execution: {
      status: 'SUCCEEDED',
      startDate: '2026-01-01T00:00:00.000Z',
      stopDate: '2026-01-01T00:00:02.000Z',
      output: { processData: 'tx' },
    },
  })
  expect(pauses.map(Math.round)).toEqual([250, 375, 563, 844, 1266, 1898, 2848, 4271, 5000, 5000, 5000])
})

test('what Step Functions refuses for now, or does not show yet, is asked again', async () => {
  const { direct, pauses } = processes([named('ThrottlingException'), named('ExecutionDoesNotExist'), succeeded])

  expect((await direct.processState('arn:tx')).execution.status).toBe('SUCCEEDED')
  expect(pauses).toEqual([250, 375, 562.5])
})

test('any other error ends the waiting, and so does the signal', async () => {
  await expect(processes([named('AccessDeniedException')]).direct.processState('arn:tx')).rejects.toThrow(
    'AccessDeniedException',
  )
  const signal = AbortSignal.abort(named('gone'))
  await expect(processes([running]).direct.processState('arn:tx', { signal })).rejects.toThrow('gone')
})

test('an execution that an earlier attempt started is the same', async () => {
  const { direct } = processes([running], named('ExecutionAlreadyExists'))
  const { transactionId, executionId } = await direct.startProcess({})

  expect(executionId.endsWith(`:${transactionId}`)).toBe(true)
})

test.each([
  ['the result', succeeded, 200, { status: 'SUCCEEDED', data: { processInput: { orderNumber: 42 } } }],
  [
    'why there is none',
    { status: 'FAILED', startDate, stopDate, error: 'E', cause: 'C' } as const,
    422,
    { status: 'FAILED', error: 'E', cause: 'C' },
  ],
])('POST /p1 answers with %s without the facade', async (_, end, expected, body) => {
  const { direct } = processes([running, end])
  await listening(express().use(p1(direct, 10_000)), async (url) => {
    const response = await fetch(`${url}/p1`, { method: 'POST', body: '{"orderNumber":42}' })

    expect(response.status).toBe(expected)
    expect(await response.json()).toMatchObject(body)
  })
})
