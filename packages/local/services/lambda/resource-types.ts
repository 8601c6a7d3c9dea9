import { anonymous, arn, named, type ResourceTypes } from '../../cloudformation/resource-types.ts'

export const lambdaResourceTypes: ResourceTypes = {
  'AWS::Lambda::Function': named('FunctionName', 'runs', (name, at) => arn('lambda', `function:${name}`, at)),
  'AWS::Lambda::Permission': anonymous('part'),
  'AWS::Lambda::EventInvokeConfig': anonymous('notice'),
  'AWS::Lambda::EventSourceMapping': anonymous('runs', (id) => ({ Id: id })),
}
