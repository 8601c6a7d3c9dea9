import { anonymous, arn, letters, named, plain, type ResourceTypes } from '../cloudformation/resource-types.ts'

/** Resources of services that the local region does not have, but whose names other resources use. */
export const resourceTypesNotRun: ResourceTypes = {
  'AWS::CloudWatch::Alarm': named('AlarmName', 'notice', (name, at) => arn('cloudwatch', `alarm:${name}`, at)),
  'AWS::CloudWatch::Dashboard': anonymous('notice'),
  'AWS::KMS::Key': {
    local: 'notice',
    identify: (name, at) => {
      const id = `${letters(name, 8)}-0000-4000-8000-${letters(name, 12)}`.toLowerCase()
      return { physicalId: id, attributes: { KeyId: id, Arn: arn('kms', `key/${id}`, at) } }
    },
  },
  'AWS::KMS::Alias': plain('AliasName', 'notice'),
  'AWS::Logs::LogGroup': named('LogGroupName', 'notice', (name, at) => arn('logs', `log-group:${name}:*`, at)),
  'AWS::Logs::MetricFilter': anonymous('notice'),
  'AWS::Scheduler::Schedule': named('Name', 'notice', (name, at) => arn('scheduler', `schedule/default/${name}`, at)),
}
