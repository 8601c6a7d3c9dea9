import * as z from 'zod'
import { type Insight, type InsightOperation, inputOf } from '../insight.ts'
import type { Invocation } from '../invocations.ts'

/** Of an object: what is longer is not shown. */
const longestText = 100_000
const objectsShown = 200

/** The objects in S3 that the steps of an execution wrote or read, and which step did. */
export const describeData: InsightOperation = (input, insight) => {
  const { executionArn } = inputOf(z.looseObject({ executionArn: z.string() }), input)
  const all = insight.invocations.all().reverse()
  const touched = new Map<string, { writtenBy?: Step | undefined; readBy: Step[] }>()
  for (const invocation of all.filter(({ source }) => source?.executionArn === executionArn)) {
    for (const { action, resource, outcome, status = 0 } of invocation.requests) {
      if (outcome !== 'allowed' || status >= 300 || !/^arn:aws:s3:::[^/]+\/./.test(resource)) continue
      const object = touched.get(resource) ?? { readBy: [] }
      if (action === 's3:PutObject') object.writtenBy ??= stepOf(invocation)
      else if (action === 's3:GetObject' && !object.readBy.some(({ state }) => state === invocation.source?.state))
        object.readBy.push(stepOf(invocation))
      else continue
      touched.set(resource, object)
    }
  }
  const objects = [...touched].slice(0, objectsShown).map(([arn, { writtenBy, readBy }]) => ({
    ...contentOf(arn, insight),
    writtenBy: writtenBy ?? writerOf(arn, all),
    readBy,
  }))
  return { objects }
}

type Step = { state?: string | undefined; functionName?: string | undefined; at: number }

const stepOf = ({ source, functionName, acceptedAt, beganAt }: Invocation): Step => ({
  state: source?.state,
  functionName,
  at: beganAt ?? acceptedAt,
})

/** Somebody else, e.g. the function that started the execution. */
function writerOf(arn: string, invocations: readonly Invocation[]): Step | undefined {
  const writer = invocations.find(({ requests }) =>
    requests.some(({ action, resource, status = 0 }) => action === 's3:PutObject' && resource === arn && status < 300),
  )
  return writer && stepOf(writer)
}

function contentOf(arn: string, { objects }: Pick<Insight, 'objects'>) {
  const [, bucket = '', key = ''] = /^arn:aws:s3:::([^/]+)\/(.*)$/s.exec(arn) ?? []
  const object = objects.objects.get(bucket, key)
  if (!object) return { bucket, key }
  const { content } = object
  const isShort = 'bytes' in content && content.size <= longestText
  return { bucket, key, size: content.size, ...(isShort && { text: content.bytes.toString('utf8') }) }
}
