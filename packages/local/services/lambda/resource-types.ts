import { anonymous, arn, named, type ResourceTypes } from '../../cloudformation/resource-types.ts'

export const lambdaResourceTypes: ResourceTypes = {
  'AWS::Lambda::Function': named('FunctionName', 'runs', (name, at) => arn('lambda', `function:${name}`, at)),
  'AWS::Lambda::LayerVersion': {
    nameProperty: 'LayerName',
    local: 'runs',
    identify: (name, at) => {
      const layerArn = arn('lambda', `layer:${name}:1`, at)
      return { physicalId: layerArn, attributes: { LayerVersionArn: layerArn } }
    },
  },
  'AWS::Lambda::LayerVersionPermission': anonymous('part'),
  'AWS::Lambda::Permission': anonymous('part'),
  'AWS::Lambda::EventInvokeConfig': {
    ...anonymous('notice'),
    missing: 'failed invocations are tried twice more, and no destination is told',
  },
  'AWS::Lambda::EventSourceMapping': anonymous('runs', (id) => ({ Id: id })),
}
