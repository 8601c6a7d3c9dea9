import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { follow } from './follow.ts'
import type { Run, Stage } from './workflow.ts'

const Started = z.object({ executionId: z.string() })
const Pending = z.object({ Messages: z.array(z.object({ token: z.string(), ReceiptHandle: z.string() })).optional() })

/** Two orders: one that a person approves, one that a person rejects, both through the sample service. */
export async function* approvalWorkflow({ sampleUrl, sfn, print, call }: Stage): AsyncIterable<Run> {
  for (const answer of [{ approved: true }, { approved: false, comment: 'too dear' }]) {
    print(`\napproval: POST /order, then POST /approval ${JSON.stringify(answer)}`)
    const { executionId } = await call(Started, 'POST', '/order', { title: 'A book', quantity: 2 })
    const following = follow(sfn, executionId, print)
    const { token, ReceiptHandle: receiptHandle } = await pending(sampleUrl)
    const response = await fetch(`${sampleUrl}/approval`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, receiptHandle, ...answer }),
    })
    if (!response.ok) throw new Error(`POST /approval answered ${response.status}: ${await response.text()}`)
    const expected = answer.approved ? 'SUCCEEDED' : 'FAILED OrderRejected'
    yield { workflow: 'approval', ...(await following), expected }
  }
}

async function pending(sampleUrl: string) {
  for (let tries = 0; tries < 200; tries++, await sleep(50)) {
    const [message] = Pending.parse(await (await fetch(`${sampleUrl}/pending`)).json()).Messages ?? []
    if (message) return message
  }
  throw new Error('no order awaits approval within 10 s')
}
