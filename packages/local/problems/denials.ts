import type { StackResources } from '../cloudformation/stack.ts'
import { placeOfResource } from './template-sources.ts'

/** What a role of the template asked for and may not do, since no statement allows it. */
export type MissingPermission = { roleName: string; action: string; resource: string }

/** Which role lacks a permission, where it is written, and the statement that would grant it, to be pasted there. */
export function missingPermission(
  { roleName, action, resource }: MissingPermission,
  { resources }: StackResources,
  serviceDir: string,
): string {
  const role = resources.find(({ type, name }) => type === 'AWS::IAM::Role' && name === roleName)
  const place = role && placeOfResource(role.logicalId, serviceDir)
  return [
    `${role?.logicalId ?? roleName} may not ${action}: add to its policy${place ? ` in ${place}` : ''}`,
    '    - Effect: Allow',
    `      Action: ${action}`,
    `      Resource: ${written(resource, resources)}`,
  ].join('\n')
}

/** A name that is one of many, such as that of a process: a UUID or a long number. */
const isId = /[0-9a-f]{8}-[0-9a-f]{4}-|\d{6,}/

/** An ARN as a template writes it: what belongs to one execution or process is left open. */
function written(arn: string, resources: StackResources['resources']): string {
  for (const { logicalId, attributes, physicalId, type } of resources) {
    if (type.startsWith('AWS::IAM')) continue
    if (attributes.Arn === arn) return `!GetAtt ${logicalId}.Arn`
    if (physicalId === arn) return `!Ref ${logicalId}`
    if (attributes.Arn !== undefined && arn.startsWith(`${attributes.Arn}/`)) {
      const inside = arn.slice(attributes.Arn.length + 1).split('/')
      return `!Sub \${${logicalId}.Arn}/${inside.map((name) => (isId.test(name) ? '*' : name)).join('/')}`
    }
  }
  const [, machine] = /^arn:aws:states:[^:]*:[^:]*:execution:([^:]+):/.exec(arn) ?? []
  if (machine === undefined) return arn === '*' ? '"*"' : arn
  return `!Sub arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:${machine}:*`
}
