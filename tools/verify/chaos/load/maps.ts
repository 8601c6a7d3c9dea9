import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { StartExecutionCommand } from '@aws-sdk/client-sfn'
import { answerOf } from '../answer.ts'
import { forAll, hasName, insist, type Load, padded, type World } from '../world.ts'
import { badEnd, statusOfExecution } from './executions.ts'
import { machine } from './machines.ts'

const Bucket = 'chaos-maps'
const items = Array.from({ length: 12 }, (_, i) => ({ n: i + 1 }))

/** Distributed Maps over the items of an object, one child execution each. */
export function maps(world: World): Load {
  const { s3, sfn } = world
  const known = new Map<string, string | undefined>()
  let stateMachineArn = ''
  let n = 0

  return {
    name: 'maps',
    async prepare() {
      const hasBucket = hasName('BucketAlreadyOwnedByYou', 'BucketAlreadyExists')
      await insist(() => s3.send(new CreateBucketCommand({ Bucket })), hasBucket)
      await insist(() => s3.send(new PutObjectCommand({ Bucket, Key: 'items.json', Body: JSON.stringify(items) })))
      stateMachineArn = await machine(world, 'chaos-map', {
        QueryLanguage: 'JSONata',
        StartAt: 'Each',
        States: {
          Each: {
            Type: 'Map',
            MaxConcurrency: 4,
            ItemReader: {
              Resource: 'arn:aws:states:::s3:getObject',
              ReaderConfig: { InputType: 'JSON' },
              Arguments: { Bucket, Key: 'items.json' },
            },
            ItemProcessor: {
              ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
              StartAt: 'Pause',
              States: {
                Pause: { Type: 'Wait', Seconds: 1, Next: 'Square' },
                Square: { Type: 'Pass', Output: '{% $states.input.n * $states.input.n %}', End: true },
              },
            },
            Output: '{% $sum($states.result) %}',
            End: true,
          },
        },
      })
    },
    async act() {
      const name = `map-${padded(++n)}`
      known.set(name, undefined)
      const answer = await answerOf(() => sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: '{}' })))
      if (answer.type === 'acknowledged') known.set(name, answer.value.executionArn)
    },
    async check() {
      const sentences = await forAll(known, async ([name, executionArn]) => {
        if (executionArn === undefined) return []
        const execution = await statusOfExecution(world, executionArn)
        const bad = badEnd(world, execution)
        if (bad !== undefined) return [`${name} was acknowledged and ${bad}`]
        if (execution?.status !== 'SUCCEEDED') return []
        // 1 + 4 + … + 144
        return execution.output === '650' ? [] : [`${name} ended with ${execution.output} instead of 650`]
      })
      return sentences.flat()
    },
    promises: () => [...known.values()].filter((executionArn) => executionArn !== undefined).length,
  }
}
