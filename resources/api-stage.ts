import { ofType, type Template } from './template.ts'

/**
 * What belongs to the stage of an API is made after it. The stage comes with the API's deployment, whose logical id is another
 * one each time, so that YAML cannot name it.
 */
export function afterTheStage(template: Template): void {
  const deployments = ofType(template, 'AWS::ApiGateway::Deployment').map(([id]) => id)
  for (const resource of Object.values(template.Resources))
    if (resource.Type === 'AWS::WAFv2::WebACLAssociation')
      resource.DependsOn = [resource.DependsOn ?? [], deployments].flat()
}
