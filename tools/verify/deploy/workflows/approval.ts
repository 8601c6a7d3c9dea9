import assert from 'node:assert/strict'
import * as z from 'zod'
import { until } from '../../until.ts'
import type { Caller } from '../caller.ts'
import { ended } from '../ended.ts'

const Ordered = z.object({ orderId: z.string(), executionId: z.string() })
const Pending = z.object({
  Messages: z.array(
    z.object({ ReceiptHandle: z.string(), token: z.string(), order: z.looseObject({ orderId: z.string() }) }),
  ),
})

/** Places two orders; a person approves one and rejects the other through the sample service. */
export async function driveApproval({ request, states }: Caller, sampleService: string): Promise<void> {
  const wanted = await place('book')
  const unwanted = await place('brick')
  await answer(wanted.orderId, { approved: true })
  await answer(unwanted.orderId, { approved: false, comment: 'too heavy' })

  const approved = await ended(states, wanted.executionId)
  assert.equal(approved.status, 'SUCCEEDED', approved.cause)
  const rejected = await ended(states, unwanted.executionId)
  assert.deepEqual([rejected.status, rejected.error, rejected.cause], ['FAILED', 'OrderRejected', 'too heavy'])

  async function place(item: string) {
    const placed = await request('POST', '/order', { item, quantity: 1 })
    assert.equal(placed.status, 202, JSON.stringify(placed.body))
    return Ordered.parse(placed.body)
  }

  async function answer(orderId: string, decision: { approved: boolean; comment?: string }) {
    const { token, receiptHandle } = await until(
      `order ${orderId} to await approval`,
      async () => {
        const { Messages } = Pending.parse(await (await fetch(`${sampleService}/pending`)).json())
        const mine = Messages.find(({ order }) => order.orderId === orderId)
        return mine && { token: mine.token, receiptHandle: mine.ReceiptHandle }
      },
      90,
    )
    const answered = await fetch(`${sampleService}/approval`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, receiptHandle, ...decision }),
    })
    assert.equal(answered.status, 200, await answered.text())
  }
}
