import * as z from 'zod'
import { answers, type RegionOperation } from '../region/answers.ts'
import { isLoopback } from './endpoint.ts'
import { type Answer, refused } from './operations.ts'

/** Operations that change something; refused in read-only mode. */
const writes: ReadonlySet<RegionOperation> = new Set(['SkipToNextTimer'])

/** The local region believes this about the developer, as for every client; it says which service is meant. */
const authorization =
  'AWS4-HMAC-SHA256 Credential=developer/20260101/us-east-1/sfs3/aws4_request, SignedHeaders=host, Signature=local'

const patienceMs = 3000
/** For the question whether it is the region at all: the page waits for that. */
const probeMs = 500

type Region = { endpoint: string | undefined; mayWrite: boolean }

/** Asks the local region what only it can tell. Only an endpoint on this machine is asked. Never throws. */
export async function askRegion(
  operation: string,
  input: unknown,
  { endpoint, mayWrite }: Region,
  timeoutMs = patienceMs,
): Promise<Answer> {
  if (!isOperation(operation)) return refused(404, 'UnknownOperation', `the console does not ask for ${operation}`)
  if (endpoint === undefined || !isLoopback(endpoint)) return refused(404, 'NoRegion', 'this is not the local region')
  if (writes.has(operation) && !mayWrite) return refused(403, 'ReadOnly', 'the console is read-only here')
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        authorization,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `Sfs3Region.${operation}`,
      },
      body: JSON.stringify(input ?? {}),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const body: unknown = await response.json()
    if (response.ok) return { status: 200, body: answers[operation].parse(body) }
    const { __type, message } = Refusal.parse(body)
    return refused(400, __type, message)
  } catch (error) {
    return refused(502, 'NoRegion', `the endpoint gives no such answer: ${(error as Error).message}`)
  }
}

/** Whether the endpoint is the local region. Other emulators do not know the question. */
export async function isRegion(endpoint: string | undefined): Promise<boolean> {
  const { status } = await askRegion('DescribeRegion', {}, { endpoint, mayWrite: false }, probeMs)
  return status === 200
}

const Refusal = z.object({ __type: z.string(), message: z.string().default('') })

const isOperation = (name: string): name is RegionOperation => Object.hasOwn(answers, name)
