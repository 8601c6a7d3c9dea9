import { randomUUID } from 'node:crypto'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn'
import type { Exercise } from '../exercise.ts'
import { account } from '../use.ts'

export const exercise: Exercise = {
  roles: /^(StartArchive|ArchiveRecords|ReadMetadata|MoveFile|InboxDrop|Archive(Express)?StateMachine)Role$/,
  unneeded: [
    [/^(ReadMetadata|MoveFile) s3:ListBucket/, 'only for what is missing, which else answers 403, not 404'],
    [/^MoveFile s3:(Get|Put)ObjectTagging/, 'AWS asks for them when a copied file has tags; the local region has none'],
    [/^MoveFile s3:GetObject .*(archive|quarantine)/, 'only for a file that an earlier run of the step has moved'],
    [/^Archive\w+ sqs:SendMessage .*dead-letters/, 'only when nobody decides for 3 days'],
    [/^ArchiveExpress\w+ lambda:.*moveFile$/, 'the exercise simulates the file of an express execution'],
  ],
  async run({ sfn, s3, start, ended, answered, soon, exists, question }) {
    const drop = async (Metadata: Record<string, string> = {}) => {
      const Key = `${randomUUID()}.txt`
      await s3.send(
        new PutObjectCommand({ Bucket: `sfs3-dev-inbox-${account}-us-east-1`, Key, Body: 'a file', Metadata }),
      )
      return Key
    }
    const simulate = { archive: true, quality: 90 }
    const asked = await start('/archive', { approval_needed: true, simulate })
    const taskToken = await question('archive-approvals', asked)
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"approved":true}' }))
    await ended(asked)
    await answered(200, 'POST', '/archive?mode=express', { simulate })
    await soon('the dropped file in the archive', exists('archive', await drop()))
    await soon('the bad file in quarantine', exists('quarantine', await drop({ quality: '10' })))
    await answered(200, 'GET', '/archive/records')
  },
}
