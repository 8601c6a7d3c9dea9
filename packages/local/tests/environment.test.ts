import { expect, test } from '@jest/globals'
import { environmentOf, resolveText } from '../environment.ts'
import { stackOf } from '../testing/stack.ts'

const stack = stackOf(
  { Resources: { Inbox: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'inbox' } } } },
  { stackName: 'fixture' },
)
const local = {
  apiUrl: 'http://127.0.0.1:3000/dev',
  awsUrl: 'http://127.0.0.1:4566',
  apiKey: 'key',
  companions: [{ name: 'sample-app', command: ['node'], port: 3030 }],
}

test('the environment has the addresses and what the service says, resolved against its stack', () => {
  const env = {
    START: { 'Fn::Sub': '${Local::ApiUrl}/start' },
    QUEUE_URL: { Ref: 'Inbox' },
    SAMPLE: { 'Fn::GetAtt': ['sample-app', 'Url'] },
  }

  expect(Object.entries(environmentOf(env, { ...local, hasApi: true }, stack))).toEqual([
    ['API_URL', 'http://127.0.0.1:3000/dev'],
    ['START', 'http://127.0.0.1:3000/dev/start'],
    ['QUEUE_URL', 'http://127.0.0.1:4566/000000000000/inbox'],
    ['SAMPLE', 'http://127.0.0.1:3030'],
    ['APIKEY', 'key'],
    ['AWS_ENDPOINT_URL', 'http://127.0.0.1:4566'],
    ['SAMPLE_APP_URL', 'http://127.0.0.1:3030'],
  ])
})

test('a service without an API has neither its address nor a key, and may call things as it likes', () => {
  const none = { ...local, apiKey: undefined, companions: [], hasApi: false }

  expect(environmentOf({ AWS_ENDPOINT_URL: 'mine' }, none, stack)).toEqual({ AWS_ENDPOINT_URL: 'mine' })
})

test('an option that refers to nothing is named', () => {
  expect(() => environmentOf({ QUEUE_URL: { Ref: 'Outbox' } }, { ...local, hasApi: true }, stack)).toThrow(
    'custom.local.env.QUEUE_URL: there is no resource or parameter Outbox',
  )
  expect(() => resolveText('welcome', ['a'], stack, local)).toThrow('custom.local.welcome must be a text, not ["a"]')
})
