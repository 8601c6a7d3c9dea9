import { anonymous, letters, plain, type ResourceTypes } from '../../cloudformation/resource-types.ts'

export const apiGatewayResourceTypes: ResourceTypes = {
  'AWS::ApiGateway::RestApi': {
    local: 'runs',
    identify: (_name, { logicalId, stackName }) => {
      const id = letters(`${stackName}/${logicalId}`, 10).toLowerCase()
      return { physicalId: id, attributes: { RestApiId: id, RootResourceId: letters(id, 10).toLowerCase() } }
    },
  },
  'AWS::ApiGateway::Resource': anonymous('part', (id) => ({ ResourceId: id })),
  'AWS::ApiGateway::Method': anonymous('part'),
  'AWS::ApiGateway::Deployment': anonymous('part', (id) => ({ DeploymentId: id })),
  'AWS::ApiGateway::Stage': plain('StageName', 'part'),
  'AWS::ApiGateway::Authorizer': anonymous('part', (id) => ({ AuthorizerId: id })),
  'AWS::ApiGateway::ApiKey': anonymous('runs', (id) => ({ APIKeyId: id })),
  'AWS::ApiGateway::UsagePlan': anonymous('runs', (id) => ({ Id: id })),
  'AWS::ApiGateway::UsagePlanKey': anonymous('part', (id) => ({ Id: id })),
  'AWS::ApiGateway::Model': plain('Name', 'part'),
  'AWS::ApiGateway::RequestValidator': anonymous('part', (id) => ({ RequestValidatorId: id })),
  'AWS::ApiGateway::GatewayResponse': anonymous('part', (id) => ({ Id: id })),
  'AWS::ApiGatewayV2::Api': {
    local: 'runs',
    identify: (_name, { logicalId, stackName, region }) => {
      const id = letters(`${stackName}/${logicalId}`, 10).toLowerCase()
      const endpoint = `https://${id}.execute-api.${region}.amazonaws.com`
      return { physicalId: id, attributes: { ApiId: id, ApiEndpoint: endpoint } }
    },
  },
  'AWS::ApiGatewayV2::Integration': anonymous('part'),
  'AWS::ApiGatewayV2::Route': anonymous('part'),
  'AWS::ApiGatewayV2::Stage': plain('StageName', 'part'),
  'AWS::ApiGateway::Account': { ...anonymous('notice', (id) => ({ Id: id })), missing: 'there are no access logs' },
}
