import { anonymous, arn, type ResourceTypes } from '../../cloudformation/resource-types.ts'

export const snsResourceTypes: ResourceTypes = {
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    local: 'runs',
    identify: (name, at) => {
      const topicArn = arn('sns', name, at)
      return { physicalId: topicArn, attributes: { TopicArn: topicArn, TopicName: name } }
    },
  },
  'AWS::SNS::TopicPolicy': anonymous('part'),
  'AWS::SNS::Subscription': {
    local: 'runs',
    identify: (name, at) => ({ physicalId: arn('sns', name, at), attributes: { Arn: arn('sns', name, at) } }),
  },
}
