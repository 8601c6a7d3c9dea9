import { anonymous, arn, type ResourceTypes } from '../../cloudformation/resource-types.ts'

export const sqsResourceTypes: ResourceTypes = {
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    local: 'runs',
    identify: (name, at) => {
      const url = `${at.awsEndpoint}/${at.accountId}/${name}`
      return { physicalId: url, attributes: { Arn: arn('sqs', name, at), QueueName: name, QueueUrl: url } }
    },
  },
  'AWS::SQS::QueuePolicy': anonymous('part'),
}
