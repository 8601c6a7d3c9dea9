import type { GrantUse } from '../../../packages/local/iam/usage.ts'

/** Permissions that no exercise needs, and why a role has them all the same. `role action resource`, without made-up endings. */
const reasons: [pattern: RegExp, reason: string][] = [
  [/ logs:/, 'Lambda and Step Functions write logs as the role; the local region prints them instead'],
  [/^RecordOutcome states:Describe/, 'only for outputs above 248 KB, which the event leaves out'],
  [/^ProcessState s3:PutObject/, 'only when the event that tells of the end got lost'],
  [/^(ProcessState|StopProcess|RedriveProcess) states:/, 'the exercises look at, stop and redrive one machine of six'],
  [/ s3:(Put|Get)Object .*answer\.json$/, 'only when a start is repeated with Prefer: wait'],
  [
    /^(ReadMetadata|MoveFile|RedriveProcess) s3:ListBucket/,
    'only for what is missing, which else answers 403, not 404',
  ],
  [/^MoveFile s3:(Get|Put)ObjectTagging/, 'AWS asks for them when a copied file has tags; the local region has none'],
  [/^Approval\w+ sqs:SendMessage .*unanswered/, 'only when nobody answers for 3 days'],
  [/^Archive\w+ sqs:SendMessage .*dead-letters/, 'only when nobody decides for 3 days'],
  [/^ArchiveExpress\w+ lambda:.*moveFile$/, 'the exercise simulates the file of an express execution'],
]

const subject = ({ owner, action, resource }: GrantUse) =>
  `${owner.replace(/^sfs3-dev-(\w+?)(StateMachine)?Role-\w+$/, '$1$2')} ${action} ${resource}`

/** The grants of roles that no request needed and that no reason explains. */
export const unexplained = (usage: readonly GrantUse[]): string[] => unused(usage).filter((grant) => !reasonFor(grant))

/** Reasons that explain nothing any more. */
export const idleReasons = (usage: readonly GrantUse[]): string[] =>
  reasons.filter(([pattern]) => !unused(usage).some((grant) => pattern.test(grant))).map(([, reason]) => reason)

const reasonFor = (grant: string) => reasons.find(([pattern]) => pattern.test(grant))
const unused = (usage: readonly GrantUse[]) =>
  usage.filter(({ owner, requests }) => requests === 0 && !owner.startsWith('arn:')).map(subject)
