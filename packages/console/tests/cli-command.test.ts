import { expect, test } from '@jest/globals'
import { cliCommand, regionCommand } from '../index.ts'
import { duration } from '../model/duration.ts'

test('an API call is a command that a shell takes as it is', () => {
  const call = {
    operation: 'StartExecution',
    input: { stateMachineArn: 'arn:aws:states:x:1:stateMachine:m', input: `{"a":"it's"}` },
  }

  expect(cliCommand(call, { endpoint: 'http://127.0.0.1:4566' })).toBe(
    `aws stepfunctions start-execution --state-machine-arn arn:aws:states:x:1:stateMachine:m --input '{"a":"it'\\''s"}' --endpoint-url http://127.0.0.1:4566`,
  )
})

test('durations are said in the units that fit', () => {
  expect([0, 38, 3060, 12_340, 245_000, 7_380_000, 273_600_000].map(duration)).toEqual([
    '0 ms',
    '38 ms',
    '3.06 s',
    '12.3 s',
    '4 min 05 s',
    '2 h 03 min',
    '3 d 04 h',
  ])
})

test('what only the local region does is a curl command', () => {
  const call = { operation: 'SkipToNextTimer', input: { executionArn: "it's" } }

  expect(regionCommand(call, 'http://127.0.0.1:4566')).toBe(
    "curl http://127.0.0.1:4566 -H 'Authorization: AWS4-HMAC-SHA256 Credential=developer/20260101/us-east-1/sfs3/aws4_request, SignedHeaders=host, Signature=local' -H 'X-Amz-Target: Sfs3Region.SkipToNextTimer' -d '{\"executionArn\":\"it'\\''s\"}'",
  )
})
