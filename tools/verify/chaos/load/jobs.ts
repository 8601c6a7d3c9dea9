import * as z from 'zod'
import { answerOf } from '../answer.ts'
import { forAll, insist, type Load, type World } from '../world.ts'
import { badEnd, statusOfExecution } from './executions.ts'

const Started = z.object({ jobId: z.string(), executionId: z.string() })
const Listed = z.object({ items: z.array(z.object({ Id: z.string(), ProcessStatus: z.string() })) })

/** Jobs that wait until a time of the near past or future. */
export function jobs(world: World): Load {
  const random = world.random.branch('jobs')
  const started = new Map<string, string>()

  return {
    name: 'jobs',
    async act() {
      const StartTimestamp = new Date(Date.now() + random.between(-5_000, 15_000)).toISOString()
      const answer = await answerOf(() => world.api('POST', '/jobs', { body: JSON.stringify({ StartTimestamp }) }))
      if (answer.type !== 'acknowledged') return
      const { jobId, executionId } = Started.parse(answer.value)
      started.set(jobId, executionId)
    },
    async check() {
      const sentences = await forAll(started, async ([id, executionArn]) => {
        const execution = await statusOfExecution(world, executionArn)
        const bad = badEnd(world, execution)
        if (bad !== undefined) return [`job ${id} was acknowledged and ${bad}`]
        if (execution?.status !== 'SUCCEEDED') return []
        const { items } = Listed.parse(await insist(() => world.api('GET', `/jobs/status?id=${id}`)))
        const status = items.map(({ ProcessStatus }) => ProcessStatus).join()
        return status === 'COMPLETED' ? [] : [`job ${id} has ended and is listed as ${status || 'nothing'}`]
      })
      return sentences.flat()
    },
    promises: () => started.size,
  }
}
