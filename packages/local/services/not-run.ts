import {
  anonymous,
  arn,
  letters,
  named,
  plain,
  type ResourceType,
  type ResourceTypes,
} from '../cloudformation/resource-types.ts'

/** With what is missing because the region does not run it. */
const without = (missing: string, type: ResourceType): ResourceType => ({ ...type, missing })

/** Resources of services that the local region does not have, but whose names other resources use. */
export const resourceTypesNotRun: ResourceTypes = {
  'AWS::CloudWatch::Alarm': without(
    'nobody is told of anything',
    named('AlarmName', 'notice', (name, at) => arn('cloudwatch', `alarm:${name}`, at)),
  ),
  'AWS::CloudWatch::Dashboard': without('there are no metrics', anonymous('notice')),
  'AWS::KMS::Key': {
    local: 'notice',
    missing: 'nothing is encrypted',
    identify: (name, at) => {
      const id = `${letters(name, 8)}-0000-4000-8000-${letters(name, 12)}`.toLowerCase()
      return { physicalId: id, attributes: { KeyId: id, Arn: arn('kms', `key/${id}`, at) } }
    },
  },
  'AWS::KMS::Alias': without('nothing is encrypted', plain('AliasName', 'notice')),
  'AWS::Logs::LogGroup': without(
    'what functions write is printed, and goes nowhere else',
    named('LogGroupName', 'notice', (name, at) => arn('logs', `log-group:${name}:*`, at)),
  ),
  'AWS::Logs::MetricFilter': without('there are no metrics', anonymous('notice')),
  'AWS::Logs::SubscriptionFilter': without('nobody gets the logs', anonymous('notice')),
  'AWS::Scheduler::Schedule': without(
    'nothing is started by it',
    named('Name', 'notice', (name, at) => arn('scheduler', `schedule/default/${name}`, at)),
  ),
}
