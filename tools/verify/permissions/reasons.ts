import type { GrantUse } from '../../../packages/local/iam/usage.ts'
import type { Exercise } from './exercise.ts'

type Reason = Exercise['unneeded'][number]

const ofAll: Reason[] = [
  [/ logs:/, 'Lambda and Step Functions write logs as the role; the local region prints them instead'],
  [
    / s3:AbortMultipartUpload /,
    'only when a part fails: tests/process/failed-part.test.ts and tests/steps/archive/copy-in-parts.test.ts',
  ],
  [
    / sqs:SendMessage .*events-dead-letters/,
    'only when a function fails three times; the local region keeps no dead letters of functions',
  ],
  [
    / s3:PutObject .*\/processes\/\.waiting\//,
    'only of who waits for longer than a second, see npm run verify -- quotas',
  ],
]

const subject = ({ owner, action, resource }: GrantUse) =>
  `${owner.replace(/^sfs3-dev-(\w+?)(StateMachine)?Role-\w+$/, '$1$2')} ${action} ${resource}`

const unused = (usage: readonly GrantUse[]) =>
  usage.filter(({ owner, requests }) => requests === 0 && !owner.startsWith('arn:')).map(subject)

/** The grants of roles that no request needed and that no reason explains, and the reasons that explain nothing any more. */
export function judge(usage: readonly GrantUse[], exercises: Iterable<Exercise>) {
  const reasons = [...ofAll, ...[...exercises].flatMap(({ unneeded }) => unneeded)]
  const grants = unused(usage)
  return {
    unexplained: grants.filter((grant) => !reasons.some(([pattern]) => pattern.test(grant))),
    idleReasons: reasons
      .filter(([pattern]) => !grants.some((grant) => pattern.test(grant)))
      .map(([, reason]) => reason),
  }
}
