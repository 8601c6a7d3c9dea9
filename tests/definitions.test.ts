import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { compiledOnce } from '@sfs3/local/testing'
import { type Definition, definitions, type State } from '../tools/check/definitions.ts'

/** Names that AWS gives errors of the integrations that we use. */
const awsErrors = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'SQS.AmazonSQSException',
  'SQS.SdkClientException',
  'DynamoDB.ConditionalCheckFailedException',
  'DynamoDB.ProvisionedThroughputExceededException',
  'DynamoDB.RequestLimitExceeded',
  'DynamoDB.ThrottlingException',
  'DynamoDB.InternalServerError',
  'DynamoDB.SdkClientException',
]

/** How long the queues keep messages. */
const retentionSeconds = 1_209_600

/** What a person answers by SendTaskFailure. */
const answers = ['OrderRejected']

/** The names of the error classes in src/ and steps/. */
const ours = ['src', 'steps']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`))
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/override readonly name = '(\w+)'/g)].map(([, name]) => name),
  )

const states = (definition: Definition) => Object.entries(definition.States)
const tasks = (definition: Definition) => states(definition).filter(([, { Type }]) => Type === 'Task')
const waitsForToken = ({ Resource }: State) => Resource?.endsWith('.waitForTaskToken')

test('a definition that is saved is found in the files that serverless.yml includes', async () => {
  expect((await compiledOnce(process.cwd())).definitionFiles).toMatchObject({
    ProcessStateMachine: 'resources/process/process.asl.yaml',
    DownstreamStateMachine: 'resources/downstream/downstream.asl.yaml',
    ApprovalStateMachine: 'resources/approval/approval.asl.yaml',
    BackupStateMachine: 'resources/backup/backup.asl.yaml',
    WaitableStateMachine: 'resources/waitable/waitable.asl.yaml',
    ArchiveStateMachine: 'resources/archive/archive.asl.yaml',
    ArchiveExpressStateMachine: 'resources/archive/archive-express.asl.yaml',
  })
})

test('there are the machines of all workflows', () => {
  expect(definitions.map(([name]) => name)).toEqual(
    expect.arrayContaining(['approval', 'archive', 'archive-express', 'backup', 'downstream', 'process', 'waitable']),
  )
})

test.each(definitions)('%s has a title, a comment on every state and a timeout', (name, definition) => {
  expect(definition.Comment).toMatch(new RegExp(`^${name}: `))
  expect(definition.TimeoutSeconds).toBeGreaterThan(0)
  expect(states(definition).filter(([, { Comment }]) => !Comment)).toEqual([])
})

test.each(definitions)('no task of %s waits without end', (_, definition) => {
  expect(tasks(definition).filter(([, { TimeoutSeconds }]) => !TimeoutSeconds)).toEqual([])
})

test.each(definitions)(
  '%s waits for a person shorter than the queue keeps the question and the machine runs',
  (_, definition) => {
    for (const [, state] of tasks(definition).filter(([, state]) => waitsForToken(state))) {
      expect(state.TimeoutSeconds).toBeLessThan(retentionSeconds)
      expect(state.TimeoutSeconds).toBeLessThan(definition.TimeoutSeconds ?? 0)
      expect(state.HeartbeatSeconds ?? 0).toBeLessThan(state.TimeoutSeconds ?? 0)
    }
  },
)

test.each(definitions)('%s names only errors that exist', (_, definition) => {
  const known = [...awsErrors, ...answers, ...ours]
  const named = states(definition).flatMap(([, { Retry = [], Catch = [] }]) =>
    [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals),
  )

  expect(named.filter((error) => !error.startsWith('States.') && !known.includes(error))).toEqual([])
})

test.each(definitions)('every Fail state of %s tells error and cause', (_, definition) => {
  const fails = states(definition).filter(([, { Type }]) => Type === 'Fail')

  expect(fails.filter(([, state]) => !(state.Error ?? state.ErrorPath) || !(state.Cause ?? state.CausePath))).toEqual(
    [],
  )
})

/** How a service says that it is busy, by what the Resource of a task has in it. */
const throttling = {
  Arn: 'Lambda.TooManyRequestsException',
  dynamodb: 'DynamoDB.ThrottlingException',
  sqs: 'SQS.AmazonSQSException',
}

/** 1, 2, 4, 8 and 16 s, then seven times 30: what twelve attempts wait at most. */
const longestBusySeconds = 241

test.each(definitions)(
  'every task of %s tries for minutes when what it needs is busy, and apart from other errors',
  (_, definition) => {
    for (const [name, { Resource = '', Retry = [] }] of tasks(definition)) {
      const [, error] = Object.entries(throttling).find(([service]) => Resource.includes(service)) ?? []
      const retrier = Retry.find(({ ErrorEquals }) => ErrorEquals.includes(String(error)))

      expect({ [name]: retrier }).toEqual({
        [name]: {
          ErrorEquals: expect.not.arrayContaining([
            expect.stringMatching(/ServiceException|SdkClient|InternalServer|S3Data/),
          ]),
          IntervalSeconds: 1,
          MaxAttempts: 12,
          BackoffRate: 2,
          MaxDelaySeconds: 30,
          JitterStrategy: 'FULL',
        },
      })
    }
  },
)

// Where a caller waits for the end, which API Gateway cuts off after 29 s, it is the caller who tries again.
test.each(definitions.filter(([, { TimeoutSeconds = 0 }]) => TimeoutSeconds > 29))(
  '%s may run for as long as its tasks wait',
  (_, definition) => {
    const waits = tasks(definition).map(
      ([, state]) => longestBusySeconds + (waitsForToken(state) ? (state.TimeoutSeconds ?? 0) : 0),
    )

    expect(definition.TimeoutSeconds).toBeGreaterThan(waits.reduce((sum, seconds) => sum + seconds, 0))
  },
)
