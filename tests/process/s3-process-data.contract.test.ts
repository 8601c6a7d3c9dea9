import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll } from '@jest/globals'
import { type Endpoint, resource, startEndpoint } from '@sfs3/local/testing'
import { s3ProcessData } from '../../src/process/s3-process-data.ts'
import { describeProcessData } from './suites/process-data.ts'

const local = 'sfs3-test-data-000000000000-us-east-1'

let endpoint: Endpoint | undefined
let s3: S3Client
beforeAll(async () => {
  // With REMOTE=1 the suite runs on AWS, in the bucket that DATA_BUCKET names and with the developer's credentials.
  if (process.env.REMOTE === '1') s3 = new S3Client()
  else {
    endpoint = await startEndpoint({ resources: [resource('AWS::S3::Bucket', local)] })
    s3 = new S3Client(endpoint.config)
  }
})
afterAll(async () => {
  s3.destroy()
  await endpoint?.stop()
})

describeProcessData('S3', () => s3ProcessData(s3, process.env.REMOTE === '1' ? (process.env.DATA_BUCKET ?? '') : local))
