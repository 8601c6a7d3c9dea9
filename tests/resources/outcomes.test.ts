import { beforeAll, expect, test } from '@jest/globals'
import { compiledOnce, type Template } from '@sfs3/local/testing'
import { allowed } from '../support/roles.ts'

let plain: Template
beforeAll(async () => {
  plain = (await compiledOnce(process.cwd())).template
}, 60_000)

test('recordOutcome and the sweep keep what they fail at, and an alarm tells', () => {
  const queue = { 'Fn::GetAtt': ['EventsDeadLetterQueue', 'Arn'] }
  for (const [name, rule] of [
    ['RecordOutcome', 'ExecutionStatusRule'],
    ['SweepOutcomes', 'SweepSchedule'],
  ]) {
    expect(plain.Resources[`${name}LambdaFunction`]?.Properties?.DeadLetterConfig).toEqual({ TargetArn: queue })
    expect(allowed(plain, { 'Fn::GetAtt': [`${name}Role`, 'Arn'] })).toContain('sqs:SendMessage')
    expect(plain.Resources[String(rule)]?.Properties?.Targets).toMatchObject([{ DeadLetterConfig: { Arn: queue } }])
    expect(JSON.stringify(plain.Resources.EventsDeadLetterQueuePolicy)).toContain(`{"Fn::GetAtt":["${rule}","Arn"]}`)
  }
  expect(plain.Resources.EventsDeadLettersAlarm?.Properties).toMatchObject({
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['EventsDeadLetterQueue', 'QueueName'] } }],
  })
})
