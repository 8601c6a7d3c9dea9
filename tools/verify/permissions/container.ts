import type { CompiledService } from '../../../packages/local/cloudformation/compiled-service.ts'

/** The logical id of the role of a container that starts processes by itself. */
export const containerRole = 'ContainerRole'

/** The service with a role that may do what the policy for services without the facade allows, and nothing else. */
export function withContainer(compiled: CompiledService): CompiledService {
  const { Resources, ...template } = compiled.template
  const PolicyDocument = Resources.DirectProcessPolicy?.Properties?.PolicyDocument
  if (PolicyDocument === undefined) throw new Error('there is no DirectProcessPolicy in the template')
  const role = { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyName: 'direct', PolicyDocument }] } }
  return { ...compiled, template: { ...template, Resources: { ...Resources, [containerRole]: role } } }
}
