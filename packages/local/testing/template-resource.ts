import type { JsonObject } from '@sfs3/asl'
import type { Resource } from '../cloudformation/stack.ts'

/** A resource as the template compiler gives it. */
export function resource(type: string, name: string, properties: JsonObject = {}): Resource {
  return { logicalId: name.replaceAll(/\W/g, ''), type, name, physicalId: name, attributes: {}, properties }
}

/** A role with one inline policy. */
export function role(name: string, ...Statement: JsonObject[]): Resource {
  return resource('AWS::IAM::Role', name, {
    Policies: [{ PolicyName: 'inline', PolicyDocument: { Version: '2012-10-17', Statement } }],
  })
}
