import { Readable } from 'node:stream'
import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { compiledOnce, type Endpoint, type Resource, stackOf, startEndpoint } from '@sfs3/local/testing'
import * as z from 'zod'
import { ProcessDataUnavailable } from '../../src/process/errors.ts'
import { s3ProcessData } from '../../src/process/s3-process-data.ts'
import { newTransactionId } from '../../src/process/transaction-id.ts'
import { s3Error } from '../support/scripted-s3.ts'

const megabyte = 1024 * 1024
const types = ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::IAM::Role']

let bucket: string
let roles: Resource[]
let endpoint: Endpoint
beforeAll(async () => {
  const { template } = await compiledOnce(process.cwd())
  const resources = stackOf(template, { stackName: 'sfs3-dev' }).resources.filter(({ type }) => types.includes(type))
  const carriesNothing = ({ ManagedPolicyArns: _, ...properties }: Resource['properties']) => properties
  roles = resources
    .filter(({ type }) => type === 'AWS::IAM::Role')
    .map((role) => ({ ...role, properties: carriesNothing(role.properties) }))
  const storage = resources.filter(({ type }) => type !== 'AWS::IAM::Role')
  bucket = storage.find(({ logicalId }) => logicalId === 'DataBucket')?.name ?? ''
  endpoint = await startEndpoint({ resources: [...storage, ...roles] })
}, 60_000)
afterAll(() => endpoint.stop())

/** S3 as the role of step-a sees it. The second part of an upload fails as often as `failures` says. */
function s3OfStepA(failures: number): S3Client {
  const name = roles.find(({ logicalId }) => logicalId === 'StepARole')?.name ?? ''
  const s3 = new S3Client({ ...endpoint.configOf(name), maxAttempts: 1, forcePathStyle: true })
  const { requestHandler } = s3.config
  const handle = requestHandler.handle.bind(requestHandler)
  let left = failures
  requestHandler.handle = async (request, options) =>
    request.query.partNumber === '2' && left-- > 0
      ? { response: { statusCode: 503, headers: {}, body: Readable.from([s3Error('SlowDown')]) } }
      : handle(request, options)
  return s3
}

const large = () => Readable.from([Buffer.from('"'), Buffer.alloc(17 * megabyte, 'a'), Buffer.from('"')])

test('a large output whose upload breaks off can be written again, and nothing of the first upload is left', async () => {
  const s3 = s3OfStepA(1)
  const data = s3ProcessData(s3, bucket)
  const transactionId = newTransactionId()

  await expect(data.addStream(transactionId, 'step-a-output', large())).rejects.toThrow(ProcessDataUnavailable)
  const developer = new S3Client({ ...endpoint.config, forcePathStyle: true })
  const { Uploads } = await developer.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
  expect(Uploads).toBeUndefined()

  await data.addStream(transactionId, 'step-a-output', large())
  expect(await data.parts(transactionId)).toEqual([{ part: 'step-a-output', bytes: 17 * megabyte + 2 }])
  for (const client of [s3, developer]) client.destroy()
}, 30_000)

const Statement = z.object({
  Effect: z.literal('Allow'),
  Action: z.union([z.string().transform((action) => [action]), z.array(z.string())]),
  Resource: z.union([z.string().transform((resource) => [resource]), z.array(z.string())]),
})
const Policies = z.array(z.looseObject({ PolicyDocument: z.looseObject({ Statement: z.array(z.json()) }) }))

test('who may write outputs may break an upload of theirs off, in every workflow', () => {
  const written = roles.flatMap(({ logicalId, properties }) =>
    Policies.parse(properties.Policies ?? [])
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement.map((statement) => Statement.parse(statement)))
      .filter(({ Action, Resource }) => Action.includes('s3:PutObject') && /\/outputs\//.test(Resource.join()))
      .map(({ Action }) => [logicalId, Action.includes('s3:AbortMultipartUpload')]),
  )

  expect(written).toContainEqual(['StepARole', true])
  expect(written.filter(([, mayAbort]) => !mayAbort)).toEqual([])
})
