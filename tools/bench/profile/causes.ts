import type { Profiler } from 'node:inspector'

/** Where a frame belongs; the first that fits from the innermost frame outwards names a sample's cause. */
const causes: [cause: string, frame: RegExp][] = [
  ['garbage collection', /^\(garbage collector\)/],
  ['messages between threads', /postMessage|messageport|node:internal\/worker/],
  ['signatures', /verify-signature|iam\/credentials|endpoint\/signature/],
  ['IAM', /packages\/local\/iam\//],
  ['S3 store', /services\/(s3|sqlite-file|grouped-sync)/],
  ['journal of executions', /services\/states\/store/],
  ['engine', /packages\/asl\//],
  ['Step Functions', /services\/states\//],
  ['events', /services\/events\//],
  ['logs', /lambda\/logs|console/],
  ['Lambda', /services\/lambda\/|runtime\.mjs/],
  ['functions: SDK, schemas, steps', /\/functions\/.*\.mjs/],
  ['HTTP', /packages\/local\/endpoint\/|node:_http|node:net|node:http|stream_base_commons/],
]

/** Milliseconds of a profile by cause; idle time is none. */
export function byCause({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const outer = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])))
  const known = new Map<number, string | undefined>()
  const frames = new Map(nodes.map(({ id, callFrame: { functionName, url } }) => [id, `${functionName} ${url}`]))
  const causeOf = (id: number): string | undefined => {
    if (known.has(id)) return known.get(id)
    const frame = frames.get(id) ?? ''
    const next = outer.get(id)
    const idle = frame.startsWith('(idle)')
    const cause = idle
      ? undefined
      : (causes.find(([, pattern]) => pattern.test(frame))?.[0] ?? (next === undefined ? 'other' : causeOf(next)))
    known.set(id, cause)
    return cause
  }
  const spent = new Map<string, number>()
  samples.forEach((id, index) => {
    const cause = causeOf(id)
    if (cause !== undefined) spent.set(cause, (spent.get(cause) ?? 0) + (timeDeltas[index] ?? 0) / 1000)
  })
  return spent
}
