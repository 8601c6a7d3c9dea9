import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import * as z from 'zod'
import { answerOf } from '../answer.ts'
import { forAll, insist, type Load, type World } from '../world.ts'
import { badEnd, statusOfExecution } from './executions.ts'

const Started = z.object({ transactionId: z.string(), executionId: z.string() })
type Process = { body: string; transactions: Set<string>; executionArn: string | undefined; sent: number }

const parts = ['step-a-output', 'step-b-output', 'step-c-output', 'step-d-output', 'step-e-output', 'step-f-output']

/** The facade: processes with idempotency keys, whose requests are repeated until they are answered, and sometimes once more. */
export function processes(world: World, bucket: string): Load {
  const random = world.random.branch('processes')
  const known = new Map<string, Process>()
  let n = 0

  async function send(key: string, process: Process): Promise<boolean> {
    process.sent++
    const answer = await answerOf(() =>
      world.api('POST', '/start-process', { body: process.body, idempotencyKey: key }),
    )
    if (answer.type !== 'acknowledged') return false
    const { transactionId, executionId } = Started.parse(answer.value)
    process.transactions.add(transactionId)
    process.executionArn = executionId
    return true
  }

  return {
    name: 'processes',
    async act() {
      const [open] = [...known].filter(([, { executionArn }]) => executionArn === undefined)
      if (open && open[1].sent < 100) return void (await send(...open))
      const key = `chaos-${++n}`
      const body = JSON.stringify({ n, text: random.bytes(random.pick([3, 300, 15_000])).toString('base64') })
      const process: Process = { body, transactions: new Set(), executionArn: undefined, sent: 0 }
      known.set(key, process)
      if ((await send(key, process)) && random.chance(0.3)) await send(key, process)
    },
    async check() {
      const ofProcesses = await forAll(known, async ([key, { body, transactions, executionArn }]) => {
        if (transactions.size > 1)
          return [`the idempotency key ${key} was answered with ${transactions.size} transactions`]
        const [transactionId] = transactions
        if (transactionId === undefined || executionArn === undefined) return []
        const execution = await statusOfExecution(world, executionArn)
        const bad = badEnd(world, execution)
        if (bad !== undefined) return [`the process ${transactionId} was acknowledged and ${bad}`]
        if (execution?.status !== 'SUCCEEDED') return []
        const data = (await insist(() => world.api('GET', `/process-data?transactionId=${transactionId}`))) as Record<
          string,
          unknown
        >
        const missing = parts.filter((part) => data[part] === undefined)
        return [
          ...(JSON.stringify(data.processInput) === body ? [] : [`the input of ${transactionId} is not what was sent`]),
          ...(missing.length === 0 ? [] : [`the process ${transactionId} succeeded without ${missing.join(', ')}`]),
        ]
      })
      return [...ofProcesses.flat(), ...(await startedTwice(world, bucket))]
    },
    promises: () => [...known.values()].filter(({ executionArn }) => executionArn !== undefined).length,
  }
}

/** Each key carries a number of its own in its input. @returns a sentence for each number that has two inputs */
async function startedTwice({ s3 }: World, Bucket: string): Promise<string[]> {
  const inputs: string[] = []
  for (let ContinuationToken: string | undefined; ; ) {
    const list = new ListObjectsV2Command({ Bucket, Prefix: 'processes/', ContinuationToken })
    const page = await insist(() => s3.send(list))
    inputs.push(...(page?.Contents ?? []).flatMap(({ Key = '' }) => (Key.endsWith('/input.json') ? Key : [])))
    ContinuationToken = page?.NextContinuationToken
    if (ContinuationToken === undefined) break
  }
  const seen = new Map<number, string>()
  const sentences = await forAll(inputs, async (Key) => {
    const object = await insist(() => s3.send(new GetObjectCommand({ Bucket, Key })))
    const { n } = z
      .object({ n: z.number().optional() })
      .parse(JSON.parse((await object?.Body?.transformToString()) ?? '{}'))
    if (n === undefined) return []
    const before = seen.get(n)
    seen.set(n, Key)
    return before === undefined ? [] : [`one idempotency key made two transactions: ${before} and ${Key}`]
  })
  return sentences.flat()
}
