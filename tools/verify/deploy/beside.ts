import assert from 'node:assert/strict'
import * as z from 'zod'
import type { Aws } from './aws-cli.ts'
import type { Stack } from './stack.ts'

/** Pages of these may call the stage beside; the second is the one that calls. */
const origins = ['https://admin.example', 'https://shop.example']

const Key = z.object({ KeyMetadata: z.object({ KeyId: z.string(), Arn: z.string() }) })

/** A key of the account, with its default policy, which leaves it to IAM who may use it. */
export async function createKey(aws: Aws): Promise<{ id: string; arn: string }> {
  const { KeyMetadata } = Key.parse(await aws('kms', 'create-key', '--description', 'sfs3 verify'))
  return { id: KeyMetadata.KeyId, arn: KeyMetadata.Arn }
}

/** What a stage is deployed with that has all there is: traced, encrypted, in a network, called by people's pages. */
export const besideParameters = (keyArn: string, vpcStack: string, issuer: string): string[] => [
  '--param=tracing=true',
  ...['--param=dataEncryption=sse-kms', `--param=kmsKeyArn=${keyArn}`],
  `--param=vpcStack=${vpcStack}`,
  `--param=corsOrigins=${origins.join(',')}`,
  ...['--param=auth=jwt', `--param=jwtIssuer=${issuer}`, '--param=jwtAudience=orders'],
]

const Names = z.array(z.string())
/** Name and mode. */
const Traced = z.array(z.tuple([z.string(), z.string()]))
const Machine = z.object({ encryptionConfiguration: z.object({ kmsKeyId: z.string() }) })
const Queue = z.object({ Attributes: z.object({ KmsMasterKeyId: z.string() }) })
const LogGroups = z.array(z.object({ logGroupName: z.string(), kmsKeyId: z.string() }))

/**
 * Sees in the account that each function of the stage is traced, and each machine, queue and log group encrypted with the key. Of
 * buckets, tables and the tracing of machines the emulator keeps nothing.
 */
export async function tracedAndEncrypted(aws: Aws, prefix: string, keyArn: string): Promise<void> {
  const named = async (...listing: string[]) =>
    Names.parse(await aws(...listing)).filter((name) => name.includes(prefix))

  const query = ['--query', 'Functions[].[FunctionName, TracingConfig.Mode]']
  const functions = Traced.parse(await aws('lambda', 'list-functions', ...query)).filter(([name]) =>
    name.startsWith(prefix),
  )
  assert.ok(functions.length >= 20)
  for (const [name, mode] of functions) assert.deepEqual([name, mode], [name, 'Active'])

  const machines = await named('stepfunctions', 'list-state-machines', '--query', 'stateMachines[].stateMachineArn')
  assert.ok(machines.length >= 7)
  for (const described of await Promise.all(
    machines.map((arn) => aws('stepfunctions', 'describe-state-machine', '--state-machine-arn', arn)),
  ))
    assert.equal(Machine.parse(described).encryptionConfiguration.kmsKeyId, keyArn)

  const queues = await named('sqs', 'list-queues', '--query', 'QueueUrls')
  assert.ok(queues.length >= 5)
  for (const described of await Promise.all(
    queues.map((url) => aws('sqs', 'get-queue-attributes', '--queue-url', url, '--attribute-names', 'All')),
  ))
    assert.equal(Queue.parse(described).Attributes.KmsMasterKeyId, keyArn)

  const prefixed = ['--log-group-name-prefix', `/aws/lambda/${prefix}`, '--query', 'logGroups[]']
  const logs = LogGroups.parse(await aws('logs', 'describe-log-groups', ...prefixed))
  assert.ok(logs.length >= 20)
  for (const { logGroupName, kmsKeyId } of logs) assert.deepEqual([logGroupName, kmsKeyId], [logGroupName, keyArn])
}

/**
 * Asks as a browser asks for its page, before a request and with it: of an origin that may call, and of one that may not. The
 * emulator does not evaluate the template that picks one of several origins for a preflight: it names the first.
 */
export async function answersPages({ api, outputs }: Stack, headers: Record<string, string>, aws: Aws): Promise<void> {
  const [first = '', origin = ''] = origins
  const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,x-api-key' }
  const preflight = await fetch(`${api}/start-process`, { method: 'OPTIONS', headers: { origin: first, ...asked } })
  assert.equal(preflight.status, 200, await preflight.text())
  assert.equal(preflight.headers.get('access-control-allow-origin'), first)
  assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /POST/)
  assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /x-api-key/)

  const allowed = async (from: string, credentials = headers) => {
    const answer = await fetch(`${api}/openapi.json`, { headers: { ...credentials, origin: from } })
    return [answer.status, answer.headers.get('access-control-allow-origin'), answer.headers.get('vary')?.toLowerCase()]
  }
  assert.deepEqual(await allowed(origin), [200, origin, 'origin'])
  assert.deepEqual(await allowed('https://other.example'), [200, null, 'origin'])
  const [status, readableBy] = await allowed(origin, {})
  assert.ok(status === 401 || status === 403, `without credentials it answers ${status}`)
  assert.equal(readableBy, '*')

  const rules = await aws('s3api', 'get-bucket-cors', '--bucket', outputs.DataBucketName ?? '')
  assert.match(JSON.stringify(rules), /"AllowedMethods":\["GET"\]/)
}

const Started = z.object({ executionId: z.string() })

/** Sees that what somebody started is there for nobody else, and nothing for those without a token. */
export async function belongsToWhoStarted(
  { api, apiKey }: Stack,
  mine: Record<string, string>,
  somebodyElses: Record<string, string>,
): Promise<void> {
  const started = await fetch(`${api}/start-process`, { method: 'POST', headers: mine, body: '{}' })
  const { executionId } = Started.parse(await started.json())
  const status = async (headers: Record<string, string>) => {
    const answer = await fetch(`${api}/process-state?executionArn=${encodeURIComponent(executionId)}`, { headers })
    return answer.status
  }
  assert.equal(await status(mine), 200)
  assert.equal(await status(somebodyElses), 404)
  assert.equal(await status({ 'x-api-key': apiKey }), 401)
}
