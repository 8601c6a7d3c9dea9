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

/** What a stage is deployed with that has all there is: traced, encrypted, in a network, called by pages. */
export const besideParameters = (keyArn: string, vpcStack: string): string[] => [
  '--param=tracing=true',
  ...['--param=dataEncryption=sse-kms', `--param=kmsKeyArn=${keyArn}`],
  `--param=vpcStack=${vpcStack}`,
  `--param=corsOrigins=${origins.join(',')}`,
]

const Machines = z.object({ stateMachines: z.array(z.object({ stateMachineArn: z.string() })) })
const Traced = z.object({ tracingConfiguration: z.object({ enabled: z.boolean() }) })
const Queues = z.array(z.string())
const Encrypted = z.object({ Attributes: z.object({ KmsMasterKeyId: z.string() }) })
const Table = z.object({ Table: z.object({ SSEDescription: z.object({ KMSMasterKeyArn: z.string() }) }) })
const Bucket = z.object({
  ServerSideEncryptionConfiguration: z.object({
    Rules: z.tuple([
      z.object({
        ApplyServerSideEncryptionByDefault: z.object({ SSEAlgorithm: z.string(), KMSMasterKeyID: z.string() }),
      }),
    ]),
  }),
})

/** Sees in the account that each machine is traced, and each queue, table and bucket of the stage encrypted with the key. */
export async function tracedAndEncrypted(aws: Aws, prefix: string, keyArn: string): Promise<void> {
  const { stateMachines } = Machines.parse(await aws('stepfunctions', 'list-state-machines'))
  const arns = stateMachines.map(({ stateMachineArn }) => stateMachineArn).filter((arn) => arn.includes(`:${prefix}`))
  assert.ok(arns.length >= 7)
  for (const arn of arns) {
    const described = await aws('stepfunctions', 'describe-state-machine', '--state-machine-arn', arn)
    assert.deepEqual([arn, Traced.parse(described).tracingConfiguration.enabled], [arn, true])
  }
  const queues = Queues.parse(await aws('sqs', 'list-queues', '--queue-name-prefix', prefix, '--query', 'QueueUrls'))
  assert.ok(queues.length >= 4)
  for (const url of queues) {
    const attributes = await aws('sqs', 'get-queue-attributes', '--queue-url', url, '--attribute-names', 'All')
    assert.deepEqual([url, Encrypted.parse(attributes).Attributes.KmsMasterKeyId], [url, keyArn])
  }
  for (const name of ['archive', 'jobs']) {
    const described = await aws('dynamodb', 'describe-table', '--table-name', `${prefix}${name}`)
    assert.equal(Table.parse(described).Table.SSEDescription.KMSMasterKeyArn, keyArn)
  }
  const names = Queues.parse(await aws('s3api', 'list-buckets', '--query', 'Buckets[].Name'))
  for (const name of names.filter((one) => one.startsWith(prefix) && !one.includes('deployment'))) {
    const [rule] = Bucket.parse(await aws('s3api', 'get-bucket-encryption', '--bucket', name))
      .ServerSideEncryptionConfiguration.Rules
    assert.deepEqual(rule.ApplyServerSideEncryptionByDefault, { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn })
  }
}

/** Asks as a browser asks for its page, before a request and with it: of an origin that may call, and of one that may not. */
export async function answersPages({ api, outputs }: Stack, headers: Record<string, string>, aws: Aws): Promise<void> {
  const [, origin = ''] = origins
  const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,x-api-key' }
  const preflight = await fetch(`${api}/start-process`, { method: 'OPTIONS', headers: { origin, ...asked } })
  assert.equal(preflight.status, 200, await preflight.text())
  assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /POST/)
  assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /x-api-key/)

  const allowed = async (from: string) => {
    const answer = await fetch(`${api}/openapi.json`, { headers: { ...headers, origin: from } })
    return [answer.status, answer.headers.get('access-control-allow-origin'), answer.headers.get('vary')]
  }
  assert.deepEqual(await allowed(origin), [200, origin, 'origin'])
  assert.deepEqual(await allowed('https://other.example'), [200, null, 'origin'])

  const rules = await aws('s3api', 'get-bucket-cors', '--bucket', outputs.DataBucketName ?? '')
  assert.match(JSON.stringify(rules), /"AllowedMethods":\["GET"\]/)
}
