import type { JsonObject } from '@sfs3/asl'
import { inputOf } from '../../endpoint/json-input.ts'
import type { AwsRequest } from '../../endpoint/service.ts'
import type { EventBridge } from './event-bridge.ts'
import { EventsError } from './events-error.ts'
import { deleteRule } from './operations/delete-rule.ts'
import { describeRule } from './operations/describe-rule.ts'
import { listEventBuses } from './operations/list-event-buses.ts'
import { listRuleNamesByTarget } from './operations/list-rule-names-by-target.ts'
import { listRules } from './operations/list-rules.ts'
import { listTargetsByRule } from './operations/list-targets-by-rule.ts'
import { putEvents } from './operations/put-events.ts'
import { putRule } from './operations/put-rule.ts'
import { putTargets } from './operations/put-targets.ts'
import { removeTargets } from './operations/remove-targets.ts'
import { setRuleState } from './operations/set-rule-state.ts'
import { testEventPattern } from './operations/test-event-pattern.ts'

type Operation = (input: JsonObject, eventBridge: EventBridge) => JsonObject

const operations: Readonly<Record<string, Operation>> = {
  DeleteRule: deleteRule,
  DescribeRule: describeRule,
  DisableRule: setRuleState('DISABLED'),
  EnableRule: setRuleState('ENABLED'),
  ListEventBuses: listEventBuses,
  ListRuleNamesByTarget: listRuleNamesByTarget,
  ListRules: listRules,
  ListTargetsByRule: listTargetsByRule,
  PutEvents: putEvents,
  PutRule: putRule,
  PutTargets: putTargets,
  RemoveTargets: removeTargets,
  TestEventPattern: testEventPattern,
}

/** Carries out what a request asks for. @throws EventsError */
export function perform(request: AwsRequest, eventBridge: EventBridge): JsonObject {
  const name = request.headers['x-amz-target']?.replace('AWSEvents.', '') ?? ''
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined
  if (!operation) throw new EventsError('NotImplemented', `events:${name} is not implemented in the local region`, 501)
  return operation(inputOf(request), eventBridge)
}
