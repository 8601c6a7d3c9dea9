import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { ListExecutionsCommand } from '@aws-sdk/client-sfn'
import { answerOf } from '../answer.ts'
import { insist, type Load, type World } from '../world.ts'
import { machine } from './machines.ts'

/** A schedule that starts an execution every minute of the region's scaled time. */
export function schedules(world: World): Load {
  const { events, sfn, accountId } = world
  let stateMachineArn = ''
  let started = 0

  return {
    name: 'schedules',
    async prepare() {
      stateMachineArn = await machine(world, 'chaos-tick', {
        StartAt: 'Tick',
        States: { Tick: { Type: 'Pass', End: true } },
      })
      const Name = 'chaos-tick'
      await insist(() => events.send(new PutRuleCommand({ Name, ScheduleExpression: 'rate(1 minute)' })))
      const RoleArn = `arn:aws:iam::${accountId}:role/chaos`
      const Targets = [{ Id: 'machine', Arn: stateMachineArn, RoleArn }]
      await insist(() => events.send(new PutTargetsCommand({ Rule: Name, Targets })))
    },
    async act() {},
    async attend() {
      if (started > 0) return
      const answer = await answerOf(() => sfn.send(new ListExecutionsCommand({ stateMachineArn })))
      if (answer.type === 'acknowledged') started = answer.value.executions?.length ?? 0
    },
    unsettled: () => (started === 0 ? 'the schedule has not fired yet' : undefined),
    check: async () => (started > 0 ? [] : ['a schedule of every minute never fired']),
    promises: () => started,
  }
}
