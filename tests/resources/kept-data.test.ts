import { beforeAll, expect, test } from '@jest/globals'
import { compiledOnce, type Template } from '@sfs3/local/testing'
import { everything } from '../support/everything.ts'
import { ofType } from '../support/roles.ts'

let plain: Template
let all: Template
beforeAll(async () => {
  plain = (await compiledOnce(process.cwd())).template
  all = (await compiledOnce(process.cwd(), everything)).template
}, 60_000)

test('buckets and tables outlive the stack, and tables of prod are protected', () => {
  for (const { Resources } of [plain, all])
    for (const [id, { Type, ...resource }] of Object.entries(Resources)) {
      const holdsData = ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::DynamoDB::Table'].includes(Type)
      if (holdsData && !id.startsWith('ServerlessDeploymentBucket'))
        expect(resource).toMatchObject({
          DeletionPolicy: 'RetainExceptOnCreate',
          UpdateReplacePolicy: 'Retain',
        })
      else expect(resource).not.toHaveProperty('DeletionPolicy')
    }
  const tables = ofType(all, 'AWS::DynamoDB::Table')
  expect(tables.map(({ id }) => id)).toEqual(expect.arrayContaining(['ArchiveTable', 'JobsTable']))
  for (const table of tables)
    expect(table).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    })
  for (const table of ofType(plain, 'AWS::DynamoDB::Table'))
    expect(table).not.toHaveProperty('DeletionProtectionEnabled')
})
