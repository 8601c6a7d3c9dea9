import assert from 'node:assert/strict'
import { setTimeout as after } from 'node:timers/promises'
import * as z from 'zod'
import { until } from '../../until.ts'
import type { Caller } from '../caller.ts'

const Started = z.object({ jobId: z.string(), executionId: z.string() })
const Jobs = z.object({ items: z.array(z.object({ Id: z.string(), ProcessStatus: z.string() })) })

/** Starts a job whose time is in 5 seconds: until then it is STARTED, then COMPLETED. */
export async function driveWaitable({ request }: Caller): Promise<void> {
  const startAt = Date.now() + 5_000
  const started = await request('POST', '/jobs', { StartTimestamp: new Date(startAt).toISOString() })
  assert.equal(started.status, 202, JSON.stringify(started.body))
  const { jobId } = Started.parse(started.body)
  const status = async (query = '') => {
    const { items } = Jobs.parse((await request('GET', `/jobs/status${query}`)).body)
    return items.find(({ Id }) => Id === jobId)?.ProcessStatus
  }

  await until('the job to be listed', () => status())
  if (Date.now() < startAt - 1_000) assert.equal(await status(), 'STARTED')
  await after(Math.max(0, startAt - Date.now()))
  await until('the job to be completed', async () => ((await status()) === 'COMPLETED' ? true : undefined))
}
