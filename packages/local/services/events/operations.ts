import type { JsonObject } from '@sfs3/asl'
import type { AwsJsonOperation } from '../../endpoint/aws-json.ts'
import type { EventBridge } from './event-bridge.ts'
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

/** Every operation of EventBridge that the local region has, by its name on the wire. */
export const operations: Readonly<Record<string, AwsJsonOperation<JsonObject, EventBridge>>> = {
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
